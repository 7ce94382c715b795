"""Tell what new records may change of the pairs that an earlier run kept.

Both functions make the same tables of the engine. `new_rule_links`: what rules say of
new records, and what they did not say before. `lost_rule_links`: the kept components
of which they said what they do not say now. `all_kept`: the kept pairs. `kept`: those
of all components that may change.
"""

import duckdb
import pyarrow as pa
import pyarrow.compute as pc


def note_all(connection: duckdb.DuckDBPyConnection, none_kept: pa.Table) -> None:
    """Make the tables where all records are new.

    Parameters
    ----------
    connection : to the engine, with `rule_links`.
    none_kept : a table of kept pairs without rows.
    """
    connection.register("all_kept", none_kept)
    connection.execute("""
        create view kept as from all_kept;
        create view lost_rule_links as select component from all_kept;
        create view new_rule_links as select record_id_l, record_id_r from rule_links
    """)


def note_changes(connection: duckdb.DuckDBPyConnection, kept: pa.Table) -> None:
    """Make the tables, and `asked`: the records that are to be compared.

    Parameters
    ----------
    connection : to the engine, with `records`, `candidates` and `rule_links`.
    kept : the pairs of an earlier run.
    """
    connection.register("all_kept", kept)
    _note_rule_links(connection)
    # A component may change by what a candidate of a new record turns out to be.
    connection.execute("""
        create table reached as
        select record_id from records where is_new
        union
        select unnest([join_key_l, join_key_r]) from candidates
        union
        select unnest([record_id_l, record_id_r]) from new_rule_links;

        create table may_change as
        with ends as (
            select component, unnest([record_id_l, record_id_r]) as record_id
            from all_kept
        )

        select component from all_kept
        where record_id_l in (from reached) or record_id_r in (from reached)
        union
        select component from ends
        where hash(record_id) not in (select hash(record_id) from records)
        union
        select component from lost_rule_links
    """)
    connection.register("kept", kept.filter(is_of(connection, kept, "may_change")))
    connection.execute("""
        create table asked as
        select record_id from reached
        union
        select unnest([record_id_l, record_id_r]) from kept
    """)


def is_of(
    connection: duckdb.DuckDBPyConnection, kept: pa.Table, components: str
) -> pa.ChunkedArray:
    """Return whether each kept pair is of a component that a table has."""
    found = connection.execute(f"select component from {components}").to_arrow_table()
    return pc.is_in(kept["component"], found["component"])


def _note_rule_links(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of links: what a rule says may change without its records."""
    # By 64 bits of each pair: to join texts takes twice as long.
    connection.execute("""
        create table changed_rule_links as
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

        create table lost_rule_links as
        select distinct component
        from changed_rule_links
        where component is not null;

        create table new_rule_links as
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
