"""Read a built database for reports. A reader, so it may import duckdb."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb


class DatabaseError(Exception):
    """The database cannot be read; the message says what to do."""


CURRENT_SEGMENTS = """
    select
        segments.entity,
        segments.scheme,
        segments.name,
        profiles.customers,
        profiles.customer_share,
        profiles.net_revenue_share
    from marts.fct_segment_profiles as profiles
    inner join marts.dim_segments as segments
        on profiles.segment_id = segments.segment_id
    where profiles.as_of_date = (
        select max(as_of_date) from marts.fct_segment_profiles
    )
    order by segments.entity, segments.scheme, segments.position
"""

# Of the last run, accepted or not: fct_data_quality has accepted runs only.
CURRENT_QUALITY = """
    select
        entity, rows_in, rows_clean, rows_quarantined, rows_duplicate, rows_rejected
    from intermediate.int_deliveries_counted
    where rows_in + rows_rejected > 0
    order by entity
"""

CURRENT_VERDICTS = """
    select verdict, message
    from intermediate.int_deliveries_judged
    where verdict <> 'pass'
    order by verdict, message
"""

CURRENT_REASONS = """
    select entity, list_aggregate(reasons, 'string_agg', ', '), count(*)
    from intermediate.int_rows_quarantined
    group by all
    order by 1, 3 desc, 2
"""

SOURCE_AGREEMENT = """
    select attribute, source_l, source_r, customers, agreeing_customers, agreement_share
    from intermediate.int_sources_compared
    order by attribute, source_l, source_r
"""

EXTERNAL_ROWS = """
    select provider, attribute, identifier_type, status, row_count
    from intermediate.int_external_attributes_counted
    order by all
"""

# A row with a hash covers only some of the rows of its key.
ROWS_TO_ERASE = """
    select
        rows_erased.raw_table,
        case
            when rows_erased.row_key = '' then 'without a key'
            when
                rows_erased.row_hash is not null
                and rows_erased.raw_table <> 'raw_rejects'
                then rows_erased.row_key || ' (not all rows)'
            else rows_erased.row_key
        end as row_key,
        raw_files.file
    from state.rows_erased
    left join raw.raw_files on rows_erased.raw_table = raw_files.raw_table
    order by all
"""


def current_segments(database: Path) -> list[tuple]:
    """Return the segments as of the scoring date.

    Parameters
    ----------
    database : Path
        The DuckDB file that ``dbt build`` has filled.

    Returns
    -------
    list of tuple
        Entity, scheme, name, members, share of the scheme's members and share of all
        net revenue (0 to 1; None without revenue), ordered by entity, scheme and
        position.

    Raises
    ------
    DatabaseError
        If the file is missing, locked, or not built.
    """
    return _rows(database, CURRENT_SEGMENTS)


def current_quality(
    database: Path,
) -> tuple[list[tuple], list[tuple], list[tuple]]:
    """Return the outcome of the raw rows that the last run received.

    Parameters
    ----------
    database : Path
        The DuckDB file that ``dbt build`` has filled.

    Returns
    -------
    counts : list of tuple
        Raw table, rows in, clean, quarantined, exact duplicates and rejected lines, of
        the tables that received any.
    reasons : list of tuple
        Raw table, reasons (joined by commas) and rows quarantined for them.
    verdicts : list of tuple
        Verdict (fail or warn) and message of the gates that fired.

    Raises
    ------
    DatabaseError
        If the file is missing, locked, or not built.
    """
    return (
        _rows(database, CURRENT_QUALITY),
        _rows(database, CURRENT_REASONS),
        _rows(database, CURRENT_VERDICTS),
    )


def source_agreement(database: Path) -> tuple[list[tuple], list[tuple]]:
    """Return how often sources agree on customers.

    Parameters
    ----------
    database : Path
        The DuckDB file that ``dbt build`` has filled.

    Returns
    -------
    agreement : list of tuple
        Attribute, two sources, number of customers for whom both have a value, number
        of customers for whom the values agree, and the share of these (0 to 1).
    external_rows : list of tuple
        Provider, external attribute, identifier type, status (``attached``, or why not)
        and rows.

    Raises
    ------
    DatabaseError
        If the file is missing, locked, or not built.
    """
    return _rows(database, SOURCE_AGREEMENT), _rows(database, EXTERNAL_ROWS)


def rows_to_erase(database: Path) -> list[tuple]:
    """Return the raw rows of erased people, which only the user can delete.

    Parameters
    ----------
    database : Path
        The DuckDB file that ``dbt build`` has filled.

    Returns
    -------
    list of tuple
        Raw table, key of the rows, and their file or folder (None if a loader wrote the
        table). Identifiers are removed from the key (times in UTC). Rows without a key
        are ``without a key``; ``not all rows`` of a key must be deleted if others may
        belong to another person. Raw table ``raw_rejects`` stands for unreadable lines,
        by file and line.

    Raises
    ------
    DatabaseError
        If the file is missing, locked, or not built.
    """
    return _rows(database, ROWS_TO_ERASE)


@contextmanager
def connected(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database for reading; an error says what to do."""
    if not database.is_file():
        raise DatabaseError(f"There is no database {database}: run `make build` first.")
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            yield connection
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise DatabaseError(
            f"{database} is not a complete build of this version: run `dbt build` on "
            "it first."
        ) from error
    except duckdb.IOException as error:
        raise DatabaseError(
            f"{database} cannot be opened, perhaps because a run is writing to it: "
            f"{error}"
        ) from error


def _rows(database: Path, query: str) -> list[tuple]:
    with connected(database) as connection:
        return connection.execute(query).fetchall()
