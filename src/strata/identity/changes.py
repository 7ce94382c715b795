"""Load the records to compare into the engine: all, or those that new ones may affect.

Both functions create the same tables in the engine: `records`; `rule_links`;
`candidates`, the pairs that are compared; `new_rule_links`, links of new records and
links that did not exist before; `kept`, the pairs of an earlier run whose components
may change; `lost_rule_links`, the kept components that lost a link.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from strata.identity.blocking import find_candidates, key_blocks
from strata.identity.engine import ROW_GROUP, columns_to_compare, load, load_records

# With this many values, it is cheaper to count only the requested ones.
MANY_VALUES = 10_000

# The links of rules, each pair in record id order.
RULE_LINKS = """
    select
        least(record_id_l, record_id_r) as record_id_l,
        greatest(record_id_l, record_id_r) as record_id_r,
        rule,
    from {}
"""


def hand_over_all(
    connection: duckdb.DuckDBPyConnection,
    records: Any,
    rule_links: pa.Table,
    largest_blocks: list[int],
    none_kept: pa.Table,
) -> None:
    """Make the tables if all records are new.

    Parameters
    ----------
    connection : to the engine.
    records, rule_links : see `strata.identity.scoring.score`.
    largest_blocks : see `strata.identity.blocking.largest_blocks`.
    none_kept : an empty table of kept pairs.
    """
    load_records(connection, records)
    load(connection, "rule_links", rule_links, RULE_LINKS.format("incoming"))
    key_blocks(connection)
    find_candidates(connection, largest_blocks)
    load(connection, "kept", none_kept)
    connection.execute("""
        create view lost_rule_links as select component from kept;
        create view new_rule_links as select record_id_l, record_id_r from rule_links
    """)


def hand_over_changes(
    connection: duckdb.DuckDBPyConnection,
    session: duckdb.DuckDBPyConnection,
    records: duckdb.DuckDBPyRelation,
    rule_links: duckdb.DuckDBPyRelation,
    largest_blocks: list[int],
    kept: pa.Table,
    frequent: list[str],
) -> None:
    """Make the tables, and of columns `frequencies_of_` them.

    The warehouse selects the records that may change, so that few records leave it.
    Frequencies of values are those among all records.

    Parameters
    ----------
    connection : to the engine.
    session : to the warehouse; it is left unchanged.
    records, rule_links, kept : see `strata.identity.scoring.score_new`.
    largest_blocks : see `strata.identity.blocking.largest_blocks`.
    frequent : the columns whose value frequencies the engine needs.
    """
    with _chosen(session, records, rule_links, largest_blocks, kept):
        handed_over = {
            "records": "from asked_records",
            "rule_links": "from rule_links where record_id_l in (from asked)",
            "candidates": "from candidates",
            "new_rule_links": "from new_rule_links",
            "kept": "from kept",
            "lost_rule_links": "from lost_rule_links",
        } | {
            f"frequencies_of_{column}": _frequencies(session, column)
            for column in frequent
        }
        for table, query in handed_over.items():
            load(connection, table, session.sql(query).to_arrow_table(ROW_GROUP))


def _frequencies(session: duckdb.DuckDBPyConnection, column: str) -> str:
    """Return the query of the frequencies of the requested values, or of all."""
    (values,) = session.execute(
        f"select approx_count_distinct({column}) from asked_records"
    ).fetchone()
    is_asked = f"{column} in (select {column} from asked_records)"
    return f"""
        select
            {column},
            count(*) / (select count({column}) from records) as tf_{column},
        from records
        where {is_asked if values > MANY_VALUES else f"{column} is not null"}
        group by {column}
    """


@contextmanager
def _chosen(
    session: duckdb.DuckDBPyConnection,
    records: duckdb.DuckDBPyRelation,
    rule_links: duckdb.DuckDBPyRelation,
    largest_blocks: list[int],
    kept: pa.Table,
) -> Iterator[None]:
    """Choose the records in `asked`, in tables that are dropped afterwards."""
    said = f"({rule_links.sql_query()})"
    before = _temporary(session)
    try:
        session.execute(f"""
            create temp view records as
            select {columns_to_compare(records.columns)}
            from ({records.sql_query()});
            create temp view rule_links as {RULE_LINKS.format(said)}
        """)
        session.register("all_kept", kept)
        key_blocks(session)
        find_candidates(session, largest_blocks, "is_new")
        _note_rule_links(session)
        _note_what_may_change(session)
        session.register("kept", kept.filter(is_of(session, kept, "may_change")))
        _note_asked(session)
        yield
    finally:
        for registered in ("all_kept", "kept", "asked_records"):
            session.unregister(registered)
        for kind, name in _temporary(session) - before:
            session.execute(f"drop {kind} temp.{name}")


def _temporary(session: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """Return type and name of the temporary tables and views of the session."""
    return set(
        session.execute("""
            select 'view', view_name
            from duckdb_views()
            where temporary and not internal
            union all
            select 'table', table_name
            from duckdb_tables()
            where temporary
        """).fetchall()
    )


def is_of(
    connection: duckdb.DuckDBPyConnection, kept: pa.Table, components: str
) -> pa.ChunkedArray:
    """Return whether the component of each kept pair is in a table."""
    found = connection.execute(f"select component from {components}").to_arrow_table()
    return pc.is_in(kept["component"], found["component"])


def _note_what_may_change(session: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of reached records and of components that may change.

    A component may change if a new record has a candidate pair with it.
    """
    session.execute("""
        create temp table reached as
        select record_id from records where is_new
        union
        select unnest([join_key_l, join_key_r]) from candidates
        union
        select unnest([record_id_l, record_id_r]) from new_rule_links;

        create temp table may_change as
        with ends as (
            select component, unnest([record_id_l, record_id_r]) as record_id
            from all_kept
        )

        select component from all_kept
        where record_id_l in (from reached) or record_id_r in (from reached)
        union
        select component from ends
        where hash(record_id) not in (select hash(record_id) from block_keys)
        union
        select component from lost_rule_links
    """)


def _note_asked(session: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the records that are compared."""
    session.execute("""
        create temp table asked as
        select record_id from reached
        union
        select unnest([record_id_l, record_id_r]) from kept
    """)
    asked_records = session.sql("from records where record_id in (from asked)")
    session.register("asked_records", asked_records.to_arrow_table(ROW_GROUP))


def _note_rule_links(session: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of links; a link may change although its records do not."""
    # By a 64-bit hash of each pair, because joining texts takes twice as long.
    session.execute("""
        create temp table changed_rule_links as
        with said as (
            select
                record_id_l,
                record_id_r,
                hash(record_id_l, record_id_r, rule) as key,
            from rule_links
        ),

        said_before as (
            select component, hash(record_id_l, record_id_r, rule) as key
            from all_kept
            where rule is not null
        )

        -- A link that is new has no component, one that is lost no records.
        select said.record_id_l, said.record_id_r, said_before.component
        from said
        full join said_before on said.key = said_before.key
        where said.key is null or said_before.key is null;

        create temp table lost_rule_links as
        select distinct component
        from changed_rule_links
        where component is not null;

        create temp table new_rule_links as
        select record_id_l, record_id_r
        from changed_rule_links
        where component is null
        union
        select record_id_l, record_id_r
        from rule_links
        where
            record_id_l in (select record_id from records where is_new)
            or record_id_r in (select record_id from records where is_new)
    """)
