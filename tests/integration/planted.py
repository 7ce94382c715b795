"""Generated customers with known ground truth."""

from strata.demo.build import generate
from strata.demo.settings import Settings


def write_planted(warehouse, customers, seed):
    """Write the raw tables of generated people, with hardly any web events."""
    settings = Settings(customers, seed=seed, events_per_customer=0.5)
    generate(settings, "parquet", warehouse.raw)


def truth(warehouse, table):
    """Path of a ground truth table, quoted for a query."""
    return f"'{warehouse.raw}/truth/{table}.parquet'"
