"""What a table holds from earlier runs, for Python models that go on from there."""

from typing import Any

import duckdb


def rows_before(session: Any, relation: Any) -> duckdb.DuckDBPyRelation | None:
    """Return the rows of a model's own table as earlier runs left it.

    Parameters
    ----------
    session : the DuckDB connection that dbt gives a Python model.
    relation : its ``dbt.this``.

    Returns
    -------
    DuckDBPyRelation, or None where there is no such table yet.
    """
    try:
        return session.sql(f"from {relation}")
    except duckdb.CatalogException:
        return None
