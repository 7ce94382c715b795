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

# Rows of a batch that a thread of DuckDB takes at once, as of a table of its own: with
# those of its default, eight times as many, threads wait for each other.
ROW_GROUP = 122_880

# As so few pairs would be one thread's work, they are handed over in smaller batches.
FEW_PAIRS, FEW_AT_ONCE = 4 * ROW_GROUP, 8_192

# Of so many values, it is cheaper to count only those that are asked for.
MANY_VALUES = 10_000


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
            # It would compress its tables now and then, for a second each time.
            connection.execute("set checkpoint_threshold = '1TB'")
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
        for column in dict.fromkeys((*COLUMNS, *CONTRADICTING_COLUMNS))
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
    return _count(connection, "records")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return connection.execute(f"select count(*) from {table}").fetchone()[0]


def make_linker(database: DuckDBAPI, settings: dict | SettingsCreator) -> Linker:
    """Return Splink's linker of the records."""
    # Splink tells its progress at length; a build's log has no use for it.
    return Linker(
        database.register("records"),
        settings,
        # It would only warn of columns that records do not have.
        validate_settings=False,
        log_level=logging.ERROR,
    )


def frequency_columns(settings: dict) -> list[str]:
    """Return the columns of which a rare value counts more than a frequent one."""
    return sorted(
        {
            level["tf_adjustment_column"]
            for comparison in settings["comparisons"]
            for level in comparison["comparison_levels"]
            if "tf_adjustment_column" in level
        }
    )


def narrow_records(
    connection: duckdb.DuckDBPyConnection,
    database: DuckDBAPI,
    settings: dict,
    asked: str,
) -> None:
    """Leave in `records` those of a table only.

    Values stay as frequent as they are among all records.

    Parameters
    ----------
    connection : to the engine.
    database : Splink's view of it, which keeps the frequencies.
    settings : Splink's, with what was learnt.
    asked : the table, with ``record_id``.
    """
    linker = make_linker(database, settings)
    connection.execute(f"""
        create table asked_records as
        from records
        where record_id in (select record_id from {asked})
    """)
    for column in frequency_columns(settings):
        (values,) = connection.execute(
            f"select approx_count_distinct({column}) from asked_records"
        ).fetchone()
        is_asked = f"{column} in (select {column} from asked_records)"
        connection.execute(f"""
            create table frequencies_of_{column} as
            select
                {column},
                count(*) / (select count({column}) from records) as tf_{column},
            from records
            where {is_asked if values > MANY_VALUES else "true"}
            group by {column}
        """)
        register_frequencies(database, linker, column)
    connection.execute("drop table records")
    connection.execute("alter table asked_records rename to records")


def register_frequencies(database: DuckDBAPI, linker: Linker, column: str) -> None:
    """Let Splink take a column's frequencies from the table `frequencies_of_` it."""
    linker.table_management.register_term_frequency_lookup(
        database.register(f"frequencies_of_{column}"), column
    )


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
    if _count(connection, pairs) <= FEW_PAIRS:
        pairs = _batches(connection, pairs)
    linker = linker_of_pairs(database, settings, pairs)
    # Joined as written, pairs stream past the records. Left to choose, the optimiser
    # takes up to 122,880 records for the stream: one row group, so one thread.
    connection.execute("set disabled_optimizers = 'join_order,build_side_probe_side'")
    try:
        predicted = linker.inference.predict(threshold_match_weight=least_weight)
    finally:
        connection.execute("reset disabled_optimizers")
    return predicted.physical_name


def _batches(connection: duckdb.DuckDBPyConnection, pairs: str) -> str:
    """Return the name of a view of a small table that several threads read."""
    view = f"{pairs}_in_batches"
    connection.register(
        view, connection.execute(f"from {pairs}").to_arrow_table(FEW_AT_ONCE)
    )
    return view
