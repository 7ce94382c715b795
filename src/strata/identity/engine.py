"""The database that Splink works in, beside the one that dbt builds.

It is in memory, has a memory limit of its own, and spills into a folder that is deleted
afterwards.
"""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator

from strata.identity.comparing import COLUMNS, COMPUTED, CONTRADICTING_COLUMNS


@contextmanager
def engine(memory_limit: str, threads: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the database that Splink works in, and delete it afterwards."""
    with tempfile.TemporaryDirectory(prefix="strata-linking-") as folder:
        # In a file each table would be compressed and written: four times the work.
        connection = duckdb.connect()
        try:
            connection.execute(f"set memory_limit = '{memory_limit}'")
            connection.execute(f"set threads = {threads}")
            connection.execute(f"set temp_directory = '{folder}'")
            yield connection
        finally:
            connection.close()


def load_records(
    connection: duckdb.DuckDBPyConnection, records: Any, *, ordered: bool = False
) -> None:
    """Make the table `records`: what is compared, as text, and `is_new`.

    Parameters
    ----------
    records : Arrow table or reader
        ``record_id``, the columns of `strata.identity.comparing`, of which those that
        only contradict may be missing, and, where only some records are new,
        ``is_new``; without it all are.
    ordered : whether in the order of ``record_id``, so that whatever Splink samples is
        the same.
    """
    given = records.schema.names
    columns = ", ".join(
        f"cast({column if column in given else 'null'} as varchar) as {column}"
        for column in (*COLUMNS, *CONTRADICTING_COLUMNS)
    )
    columns += "".join(f", {value} as {name}" for name, value in COMPUTED.items())
    is_new = "is_new" if "is_new" in given else "true"
    connection.register("incoming", records)
    connection.execute(
        f"create table records as select cast(record_id as varchar) as record_id, "
        f"{columns}, {is_new} as is_new from incoming "
        + ("order by record_id" if ordered else "")
    )
    connection.unregister("incoming")


def count_records(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the number of records."""
    return connection.execute("select count(*) from records").fetchone()[0]


def make_linker(database: DuckDBAPI, settings: dict | SettingsCreator) -> Linker:
    """Return Splink's linker of the records."""
    # Splink tells its progress at length; a build's log has no use for it.
    return Linker(database.register("records"), settings, log_level=logging.ERROR)


def linker_of_pairs(database: DuckDBAPI, settings: dict, pairs: str) -> Linker:
    """Return a linker that compares the pairs of a table."""
    linker = make_linker(database, settings)
    linker.table_management.register_blocked_pairs_for_predict(database.register(pairs))
    return linker


def compared_pairs(
    connection: duckdb.DuckDBPyConnection,
    database: DuckDBAPI,
    settings: dict,
    pairs: str,
    least_weight: float | None = None,
) -> str:
    """Compare the pairs of a table and return the name of the table of results.

    Parameters
    ----------
    connection : to the engine.
    database : Splink's view of it, which keeps the frequencies of values.
    settings : Splink's, with what was learnt.
    pairs : the table: ``match_key``, ``join_key_l`` and ``join_key_r``.
    least_weight : log2 of the odds below which a pair is left out.
    """
    linker = linker_of_pairs(database, settings, pairs)
    # Joined as written, pairs stream past the records. Left to choose, the optimiser
    # takes up to 122,880 records for the stream: one row group, so one thread.
    connection.execute("set disabled_optimizers = 'join_order,build_side_probe_side'")
    try:
        predicted = linker.inference.predict(threshold_match_weight=least_weight)
    finally:
        connection.execute("reset disabled_optimizers")
    return predicted.physical_name
