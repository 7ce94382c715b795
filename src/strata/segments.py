"""Read the current segments from a built database. May import duckdb: it is a reader."""

from pathlib import Path

import duckdb


class DatabaseError(Exception):
    """The database cannot be read; the message says what to do."""


CURRENT_SEGMENTS = """
    select
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
    order by segments.scheme, segments.position
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
        Scheme, name, customers, share of the scheme's customers and share of all
        net revenue (0 to 1; None without revenue), ordered by scheme and position.

    Raises
    ------
    DatabaseError
        If the file is absent, locked, or holds no segments.
    """
    if not database.is_file():
        raise DatabaseError(f"There is no database {database}: run `make build` first.")
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute(CURRENT_SEGMENTS).fetchall()
    except duckdb.CatalogException as error:
        raise DatabaseError(
            f"{database} holds no segments: run `dbt build` on it first."
        ) from error
    except duckdb.IOException as error:
        raise DatabaseError(
            f"{database} cannot be opened, perhaps because a run is writing to it: "
            f"{error}"
        ) from error
