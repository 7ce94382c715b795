"""The in-memory database for Splink, beside the one that dbt builds.

It has its own memory limit, and spills into a folder that is deleted afterwards.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator

from strata.identity.comparing import COLUMNS, COMPUTED, CONTRADICTING_COLUMNS
from strata.spill import temporary_folder

# Rows per batch for a thread of DuckDB, as in its own tables. The default is eight
# times as many and makes threads wait for each other.
ROW_GROUP = 122_880

# Tables with few pairs would occupy one thread only, so they use smaller batches.
FEW_PAIRS, FEW_AT_ONCE = 4 * ROW_GROUP, 8_192


@contextmanager
def engine(memory_limit: str, threads: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the database for Splink, and delete it afterwards."""
    with temporary_folder("linking") as folder:
        # In a file, each table would be compressed and written, which is four times the
        # work.
        connection = duckdb.connect()
        try:
            connection.execute("set memory_limit = $1", [memory_limit])
            connection.execute("set threads = $1", [threads])
            connection.execute("set temp_directory = $1", [str(folder)])
            # DuckDB would compress its tables now and then, for a second each time.
            connection.execute("set checkpoint_threshold = '1TB'")
            yield connection
        finally:
            connection.close()


def columns_to_compare(given: Sequence[str]) -> str:
    """Return the columns of `records` as SQL: the compared ones as text, and `is_new`.

    Parameters
    ----------
    given : the columns that there are. Those that only contradict may be missing, and
        ``is_new``, without which all records are new.
    """
    columns = ["record_id", *dict.fromkeys((*COLUMNS, *CONTRADICTING_COLUMNS))]
    return ", ".join(
        [
            f"cast({column if column in given else 'null'} as varchar) as {column}"
            for column in columns
        ]
        + [f"{value} as {name}" for name, value in COMPUTED.items()]
        + [f"{'is_new' if 'is_new' in given else 'true'} as is_new"]
    )


def load_records(
    connection: duckdb.DuckDBPyConnection, records: Any, *, ordered: bool = False
) -> None:
    """Make the table `records`.

    Parameters
    ----------
    records : Arrow table or reader
        ``record_id``, the columns of `strata.identity.comparing`, and what else
        `columns_to_compare` knows.
    ordered : whether in the order of ``record_id``, so that whatever Splink samples is
        the same.
    """
    load(
        connection,
        "records",
        records,
        f"select {columns_to_compare(records.schema.names)} from incoming"
        + (" order by record_id" if ordered else ""),
    )


def load(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    incoming: Any,
    query: str = "from incoming",
) -> None:
    """Make a temporary table of an Arrow table or reader, by a query of `incoming`."""
    connection.register("incoming", incoming)
    connection.execute(f"create temp table {table} as {query}")
    connection.unregister("incoming")


def count_records(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the number of records."""
    return _count(connection, "records")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return connection.execute(f"select count(*) from {table}").fetchone()[0]


def make_linker(database: DuckDBAPI, settings: dict | SettingsCreator) -> Linker:
    """Return Splink's linker of the records."""
    # Splink logs its progress in detail, which would flood the log of a build.
    return Linker(
        database.register("records"),
        settings,
        # It would only warn of columns that the records lack.
        validate_settings=False,
        log_level=logging.ERROR,
    )


def frequency_columns(settings: dict) -> list[str]:
    """Return the columns in which a rare value counts more than a frequent one."""
    return sorted(
        {
            level["tf_adjustment_column"]
            for comparison in settings["comparisons"]
            for level in comparison["comparison_levels"]
            if "tf_adjustment_column" in level
        }
    )


def linker_of_pairs(
    database: DuckDBAPI, settings: dict, pairs: str, counted: Iterable[str] = ()
) -> Linker:
    """Return a linker that compares the pairs of a table.

    The frequencies of the columns `counted` are those of the tables `frequencies_of_`
    them, for this linker and all later ones of the database.
    """
    linker = make_linker(database, settings)
    for column in counted:
        linker.table_management.register_term_frequency_lookup(
            database.register(f"frequencies_of_{column}"), column
        )
    linker.table_management.register_blocked_pairs_for_predict(database.register(pairs))
    return linker


def compared_pairs(
    connection: duckdb.DuckDBPyConnection,
    database: DuckDBAPI,
    settings: dict,
    pairs: str,
    least_weight: float | None = None,
    counted: Iterable[str] = (),
) -> str:
    """Compare the pairs of a table and return the name of the table of results.

    Parameters
    ----------
    connection : to the engine.
    database : Splink's view of it, which keeps the frequencies of values.
    settings : Splink's, with what was learnt.
    pairs : the table: ``match_key``, ``join_key_l`` and ``join_key_r``.
    least_weight : log2 of the odds below which a pair is left out.
    counted : see `linker_of_pairs`.
    """
    if _count(connection, pairs) <= FEW_PAIRS:
        pairs = _batches(connection, pairs)
    linker = linker_of_pairs(database, settings, pairs, counted)
    # Joined as written, pairs stream past the records. The optimiser would stream up to
    # 122,880 records instead: one row group, so one thread.
    connection.execute("set disabled_optimizers = 'join_order,build_side_probe_side'")
    try:
        predicted = linker.inference.predict(threshold_match_weight=least_weight)
    finally:
        connection.execute("reset disabled_optimizers")
    return predicted.physical_name


def _batches(connection: duckdb.DuckDBPyConnection, pairs: str) -> str:
    """Return the name of a view of a small table that several threads can read."""
    view = f"{pairs}_in_batches"
    connection.register(
        view, connection.execute(f"from {pairs}").to_arrow_table(FEW_AT_ONCE)
    )
    return view
