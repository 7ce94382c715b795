"""Compare the records that may be one person pairwise, with Splink."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from splink import DuckDBAPI

from strata.identity.changes import hand_over_all, hand_over_changes, is_of
from strata.identity.clusters import (
    COMPONENT_WEIGHTS,
    RULE_WEIGHT,
    components,
    joining_weights,
)
from strata.identity.comparing import (
    AGREEING_LEVELS,
    CONTRADICTING_COLUMNS,
    CONTRADICTIONS,
)
from strata.identity.engine import (
    ROW_GROUP,
    compared_pairs,
    engine,
    frequency_columns,
)
from strata.identity.training import LEAST_WEIGHT

# Every clustering threshold is lower than this.
SURELY = 10.0

PAIRS = pa.schema(
    {
        "component": pa.int64(),
        "record_id_l": pa.string(),
        "record_id_r": pa.string(),
        "rule": pa.string(),
        "match_weight": pa.float64(),
        "agreed": pa.list_(pa.string()),
        "contradiction": pa.string(),
        "joining_weight": pa.float64(),
    }
)

# Level of entirely different values in Splink's comparison vectors.
DIFFERENT = 0


def score(
    records: Any,
    rule_links: pa.Table,
    model: dict,
    *,
    memory_limit: str = "2GB",
    threads: int = 2,
) -> pa.Table:
    """Compare all connected records pairwise.

    Parameters
    ----------
    records : Arrow table or reader
        ``record_id`` and the columns of `strata.identity.comparing`.
    rule_links : pyarrow.Table
        ``record_id_l``, ``record_id_r`` and ``rule``: pairs linked by a rule, each once
        in either order.
    model : what `strata.identity.training.train` returned.
    memory_limit : of the engine, such as ``2GB``.
    threads : of the engine.

    Returns
    -------
    pyarrow.Table
        One row per pair: ``component``, ``record_id_l`` < ``record_id_r``, ``rule``,
        ``match_weight`` (log2 of the odds that they are one person), ``agreed`` (the
        columns that are equal or almost equal), ``contradiction`` (null, or the
        evidence that they are two people) and ``joining_weight``
        (`strata.identity.clusters`).
    """
    settings = model["settings"]
    if settings is None:
        return PAIRS.empty_table()
    with engine(memory_limit, threads) as connection:
        hand_over_all(
            connection,
            records,
            rule_links,
            model["largest_blocks"],
            PAIRS.empty_table(),
        )
        return _scored(connection, settings)


def score_new(
    session: duckdb.DuckDBPyConnection,
    records: duckdb.DuckDBPyRelation,
    rule_links: duckdb.DuckDBPyRelation,
    model: dict,
    kept: pa.Table,
    *,
    memory_limit: str = "2GB",
    threads: int = 2,
) -> pa.Table:
    """Compare only new records, with all records that they may be connected with.

    Parameters
    ----------
    session : to the warehouse, where the records lie; it is left as it was.
    records, rule_links : relations of the session
        As for `score`; `records` also with ``is_new``: true if the record is new or
        changed since `kept`.
    model, memory_limit, threads : as of `score`.
    kept : pyarrow.Table
        Result of an earlier call of `score` or this function with the same model.

    Returns
    -------
    pyarrow.Table
        The result of `score` for all records; components without new records are
        unchanged.
    """
    settings = model["settings"]
    if settings is None:
        return PAIRS.empty_table()
    frequent = frequency_columns(settings)
    with engine(memory_limit, threads) as connection:
        hand_over_changes(
            *(connection, session, records, rule_links),
            *(model["largest_blocks"], kept, frequent),
        )
        found = _scored(connection, settings, frequent)
        is_untouched = pc.invert(is_of(connection, kept, "touched"))
        untouched = kept.select(PAIRS.names).filter(is_untouched).cast(PAIRS)
        # Components of unchanged pairs keep their numbers.
        first_free = (pc.max(untouched["component"]).as_py() or 0) + 1
        numbers = pc.add(found["component"], first_free)
        renumbered = found.set_column(0, PAIRS.field("component"), numbers)
        return pa.concat_tables([untouched, renumbered])


def _scored(
    connection: duckdb.DuckDBPyConnection, settings: dict, counted: Sequence[str] = ()
) -> pa.Table:
    """Return the pairs of all connected records in the engine.

    The engine has the value frequencies of the columns `counted`.
    """
    compared = partial(compared_pairs, connection, DuckDBAPI(connection))
    likely = compared(settings, "candidates", LEAST_WEIGHT, counted)
    _find_components(connection, likely)
    # The agreements of a pair are needed only from here on.
    with_columns = settings | {"retain_matching_columns": True}
    scored = compared(with_columns, "component_pairs")
    pairs = connection.execute(_pairs_sql(scored, settings)).to_arrow_table(ROW_GROUP)
    return _with_joining_weights(pairs).cast(PAIRS)


def _find_components(connection: duckdb.DuckDBPyConnection, predicted: str) -> None:
    """Find the connected components, and the pairs to compare.

    Makes the tables `touched` (the kept components that a new, changed or lost record
    changes), `reusable` (their pairs of which neither record is new), `numbered` (the
    records in question), `components` and `component_pairs`.

    Records are connected by pairs that may be one person. If that makes a component too
    large, only more likely pairs connect them.
    """
    connection.execute(f"""
        create table new_edges as
        select record_id_l, record_id_r, match_weight as weight
        from {predicted}
        where match_weight >= {COMPONENT_WEIGHTS[0]}

        union all

        select record_id_l, record_id_r, {RULE_WEIGHT} as weight
        from new_rule_links;

        create table drawn_in as
        select record_id from records where is_new
        union
        select record_id_l from new_edges
        union
        select record_id_r from new_edges;

        create table touched as
        with ends as (
            select component, unnest([record_id_l, record_id_r]) as record_id
            from kept
        )

        select distinct component
        from ends
        where
            record_id in (select record_id from drawn_in)
            or record_id not in (select record_id from records)
        union
        select component from lost_rule_links;

        create table reusable as
        select kept.*
        from kept
        semi join touched on kept.component = touched.component
        where
            record_id_l in (select record_id from records where not is_new)
            and record_id_r in (select record_id from records where not is_new);

        create table numbered as
        with affected as (
            select record_id from drawn_in
            union
            select record_id_l from reusable
            union
            select record_id_r from reusable
        )

        select record_id, row_number() over (order by record_id) - 1 as number
        from affected
    """)
    edges = connection.execute(f"""
        with edges as (
            select record_id_l, record_id_r, weight from new_edges
            union all
            select record_id_l, record_id_r, match_weight from reusable
            where match_weight >= {COMPONENT_WEIGHTS[0]}
            union all
            select record_id_l, record_id_r, {RULE_WEIGHT} from rule_links
        )

        select
            cast(l.number as integer) as l,
            cast(r.number as integer) as r,
            cast(weight as float) as weight,
        from edges
        inner join numbered as l on record_id_l = l.record_id
        inner join numbered as r on record_id_r = r.record_id
    """).fetchnumpy()
    (size,) = connection.execute("select count(*) from numbered").fetchone()
    found = components(size, edges["l"], edges["r"], edges["weight"])
    connection.register(
        "found", pa.table({"number": np.arange(size), "component": found})
    )
    connection.execute("""
        create table components as
        select
            numbered.record_id,
            found.component,
        from found
        inner join numbered on found.number = numbered.number
        qualify count(*) over (partition by found.component) > 1
    """)
    connection.unregister("found")
    connection.execute("""
        create table component_pairs as
        select
            '0' as match_key,
            l.record_id as join_key_l,
            r.record_id as join_key_r,
        from components as l
        inner join components as r
            on l.component = r.component and l.record_id < r.record_id
        anti join reusable
            on
                l.record_id = reusable.record_id_l
                and r.record_id = reusable.record_id_r
    """)


def _pairs_sql(scored: str, settings: dict) -> str:
    """Return the query of all pairs of the components, with the records' numbers."""
    levels = {
        comparison["output_column_name"]: len(comparison["comparison_levels"]) - 1
        for comparison in settings["comparisons"]
    }
    agreed = ", ".join(
        f"case when gamma_{column} >= {best - AGREEING_LEVELS[column]} "
        f"then '{column}' end"
        for column, best in levels.items()
    )
    contradictions = [
        f"when {' and '.join(f'gamma_{column} = {DIFFERENT}' for column in columns)} "
        f"then '{name}'"
        for name, columns in CONTRADICTIONS.items()
        if set(columns) <= set(levels)
    ]
    contradiction = f"case {' '.join(contradictions)} end" if contradictions else "null"
    contradicting = " union all ".join(
        f"""
            select
                l.record_id as record_id_l,
                r.record_id as record_id_r,
                '{name}' as contradiction,
            from (from records where {column} is not null) as l
            inner join components as lc on l.record_id = lc.record_id
            inner join components as rc on lc.component = rc.component
            inner join (from records where {column} is not null) as r
                on r.record_id = rc.record_id
            where l.record_id < r.record_id and {condition}
        """
        for column, (name, condition) in CONTRADICTING_COLUMNS.items()
    )
    return f"""
        with contradicting as (
            {contradicting}
        ),

        pairs as (
            select
                record_id_l,
                record_id_r,
                round(match_weight, 3) as match_weight,
                list_filter([{agreed}], lambda name: name is not null) as agreed,
                {contradiction} as contradiction,
            from {scored}
            union all
            select record_id_l, record_id_r, match_weight, agreed, contradiction
            from reusable
        )

        select
            l.component,
            left_numbered.number as left_number,
            right_numbered.number as right_number,
            pairs.record_id_l,
            pairs.record_id_r,
            rule_links.rule,
            pairs.match_weight,
            pairs.agreed,
            coalesce(pairs.contradiction, contradicting.contradiction)
                as contradiction,
        from pairs
        left join contradicting
            on
                pairs.record_id_l = contradicting.record_id_l
                and pairs.record_id_r = contradicting.record_id_r
        inner join components as l on pairs.record_id_l = l.record_id
        inner join components as r
            on pairs.record_id_r = r.record_id and l.component = r.component
        inner join numbered as left_numbered
            on pairs.record_id_l = left_numbered.record_id
        inner join numbered as right_numbered
            on pairs.record_id_r = right_numbered.record_id
        left join rule_links
            on
                pairs.record_id_l = rule_links.record_id_l
                and pairs.record_id_r = rule_links.record_id_r
        order by l.component, pairs.record_id_l, pairs.record_id_r
    """


def _with_joining_weights(pairs: pa.Table) -> pa.Table:
    """Replace the record numbers by the weights at which their clusters join."""
    weight = pairs["match_weight"].to_numpy()
    is_certain = pairs["rule"].is_valid().to_numpy()
    joining = joining_weights(
        pairs["component"].to_numpy(),
        pairs["left_number"].to_numpy(),
        pairs["right_number"].to_numpy(),
        np.where(is_certain, np.maximum(weight, RULE_WEIGHT), weight),
        pairs["contradiction"].is_valid().to_numpy(),
        surely=SURELY,
    )
    return pairs.drop(["left_number", "right_number"]).append_column(
        "joining_weight", pa.array(np.round(joining, 3))
    )
