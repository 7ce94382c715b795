"""Compare the records of people with Splink: learn what agreement says, score pairs.

Fellegi and Sunter's model (1969, "A Theory for Record Linkage", JASA 64), learnt
without labels. Splink works in a DuckDB of its own beside the one that dbt builds: in a
folder that is deleted afterwards, with its own memory limit, spilling to disk.
"""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from strata.identity.clusters import joining_weights
from strata.identity.comparing import (
    AGREEING_LEVELS,
    BLOCKING_RULES,
    COLUMNS,
    COMPARISONS,
    CONTRADICTIONS,
    LOOSE_BLOCKING_RULES,
    NEARLY_CERTAIN_RECALL,
    NEARLY_CERTAIN_RULES,
    TRAINING_RULES,
)

# A blocking rule may give so many pairs for each record and leaves out its largest
# blocks until it does: so the work grows with the records, and a first name that nine
# in ten share blocks nothing. Few records may have more pairs than that, fewer and
# fewer beyond `FEW_RECORDS`.
PAIRS_PER_RECORD = {"tight": 0.6, "loose": 0.05}
PAIRS_OF_FEW_RECORDS = 100_000
FEW_RECORDS = 50_000

# Pairs from which the model learns: enough for frequencies of one in a thousand.
TRAINING_PAIRS = 100_000
RANDOM_PAIRS = 200_000

# Steps of expectation maximisation, at most; and where those are too many.
MOST_ITERATIONS = (25, 5, 2, 1)

# Records from which it is told how many pairs a rule would give for training.
COUNTED_RECORDS = 200_000

# Least probability of a level among pairs of one person, and that of a level among
# strangers which no random pair was on.
LEAST_M = 0.001
NEVER_MET_U = 1e-5

# A column that so few records have is not compared.
LEAST_SHARE = 0.01

# Pairs less likely than this (in log2 odds) are of no interest: 1 in 1,000.
LEAST_WEIGHT = -10.0

# Records that may hang together, whoever they are of. All their pairs are compared;
# what hangs together more widely is taken apart at its weaker links first.
LARGEST_COMPONENT = 200
COMPONENT_WEIGHTS = (-2, 0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20)

# What a rule's word weighs, where the columns say less.
RULE_WEIGHT = 15.0

# No least weight of clusters is ever set as high as this.
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

# Where Splink's comparison vectors say that two values are entirely different.
DIFFERENT = 0


@contextmanager
def engine(memory_limit: str, threads: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the database that Splink works in, and delete it afterwards."""
    with tempfile.TemporaryDirectory(prefix="strata-linking-") as folder:
        connection = duckdb.connect(f"{folder}/linking.duckdb")
        try:
            connection.execute(f"set memory_limit = '{memory_limit}'")
            connection.execute(f"set threads = {threads}")
            connection.execute(f"set temp_directory = '{folder}/spilled'")
            yield connection
        finally:
            connection.close()


def train(records: Any, *, memory_limit: str = "2GB", threads: int = 2) -> dict:
    """Learn, without labels, what agreement and difference say in each column.

    Parameters
    ----------
    records : Arrow table or reader
        ``record_id`` and the columns of `strata.identity.comparing`.
    memory_limit : of the engine, such as ``2GB``.
    threads : of the engine.

    Returns
    -------
    dict
        Splink's settings with what was learnt, as JSON knows them; empty where there is
        nothing to compare.

    Notes
    -----
    Frequencies among strangers come from random pairs, those among pairs of one person
    from expectation maximisation on pairs that agree in something: as Splink's manual
    recommends. Both are bounded in pairs, not in records: a sample of records would
    hold hardly any two of one person.
    """
    with engine(memory_limit, threads) as connection:
        _load(connection, records)
        compared = _compared(connection)
        if not compared:
            return {}
        for iterations in MOST_ITERATIONS:
            try:
                settings = _learnt(connection, compared, iterations)
                break
            except ValueError:
                # Pairs so clear that a level's probability came out as exactly 0,
                # which Splink refuses: fewer steps do for them.
                if iterations == MOST_ITERATIONS[-1]:
                    raise
        return _smoothed(settings, _chances_of_equality(connection, compared))


def _learnt(
    connection: duckdb.DuckDBPyConnection, compared: list[str], iterations: int
) -> dict:
    """Return Splink's settings with what was learnt in so many steps at most."""
    linker = _linker(
        DuckDBAPI(connection),
        SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="record_id",
            comparisons=[COMPARISONS[column]() for column in compared],
            retain_matching_columns=False,
            em_convergence=0.001,
            max_iterations=iterations,
        ),
    )
    certain = [rule for rule in NEARLY_CERTAIN_RULES if _has_pairs(connection, rule)]
    if certain:
        linker.training.estimate_probability_two_random_records_match(
            [block_on(*rule) for rule in certain], recall=NEARLY_CERTAIN_RECALL
        )
    linker.training.estimate_u_using_random_sampling(RANDOM_PAIRS, seed=1)
    (size,) = connection.execute("select count(*) from records").fetchone()
    for rule in TRAINING_RULES:
        if set(compared) - set(rule) and _has_pairs(connection, rule):
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(*rule),
                estimate_without_term_frequencies=True,
                max_pairs=TRAINING_PAIRS,
                record_sample_proportion=min(1.0, COUNTED_RECORDS / size),
            )
    return linker.misc.save_model_to_json()


def score(
    records: Any,
    rule_links: Any,
    settings: dict,
    *,
    memory_limit: str = "2GB",
    threads: int = 2,
) -> pa.Table:
    """Compare all records that hang together, each with each.

    Parameters
    ----------
    records : Arrow table or reader
        ``record_id`` and the columns of `strata.identity.comparing`.
    rule_links : Arrow table or reader
        ``record_id_l``, ``record_id_r`` and ``rule``: pairs that a rule knows to be one
        person, each once in either order.
    settings : what `train` returned; empty where there was nothing to compare.
    memory_limit : of the engine, such as ``2GB``.
    threads : of the engine.

    Returns
    -------
    pyarrow.Table
        One row per pair: ``component``, ``record_id_l`` < ``record_id_r``, ``rule``,
        ``match_weight`` (log2 of the odds that they are one person), ``agreed`` (the
        columns that are equal or nearly so), ``contradiction`` (null, or what says that
        they are two) and ``joining_weight`` (`strata.identity.clusters`).
    """
    with engine(memory_limit, threads) as connection:
        _load(connection, records)
        if not settings:
            return PAIRS.empty_table()
        connection.register("incoming", rule_links)
        connection.execute("""
            create table rule_links as
            select
                least(record_id_l, record_id_r) as record_id_l,
                greatest(record_id_l, record_id_r) as record_id_r,
                min(rule) as rule,
            from incoming
            group by all
        """)
        connection.unregister("incoming")
        settings = settings | {
            "blocking_rules_to_generate_predictions": _block_records(connection)
        }
        database = DuckDBAPI(connection)
        linker = _linker(database, settings)
        predicted = linker.inference.predict(threshold_match_weight=LEAST_WEIGHT)
        shift = calibrate_prior(connection, predicted.physical_name, settings)
        _find_components(connection, predicted.physical_name, shift)
        # Only now it matters in what a pair agrees.
        linker = _linker(database, settings | {"retain_matching_columns": True})
        linker.table_management.register_blocked_pairs_for_predict(
            database.register("component_pairs")
        )
        scored = linker.inference.predict()
        pairs = connection.execute(
            _pairs_sql(scored.physical_name, shift, settings)
        ).to_arrow_table()
        return _with_joining_weights(pairs).cast(PAIRS)


def calibrate_prior(
    connection: duckdb.DuckDBPyConnection, predicted: str, settings: dict
) -> float:
    """Return what to add to each weight for the prior to agree with the result.

    The share of matching pairs that goes in is a guess from a few rules. The right one
    is that which comes out: the sum of the pairs' probabilities over all pairs. It is
    the fixed point of one parameter of expectation maximisation, the others kept;
    pairs that no rule brought together count as strangers.

    Returns
    -------
    float
        A difference of log2 odds; 0 where nothing was predicted.
    """
    prior = settings["probability_two_random_records_match"]
    before = np.log2(prior / (1 - prior))
    (size,) = connection.execute("select count(*) from records").fetchone()
    weights, counts = (
        connection.execute(
            f"select round(match_weight, 2) as weight, count(*) from {predicted} "
            "group by weight order by weight"
        )
        .fetchnumpy()
        .values()
    )
    evidence = np.asarray(weights, float) - before
    pairs = size * (size - 1) / 2
    if not len(evidence):
        return 0.0
    odds = before
    for _ in range(200):
        probability = 1 / (1 + np.exp2(-(evidence + odds)))
        share = min(max((counts * probability).sum() / pairs, 1e-15), 0.5)
        previous, odds = odds, np.log2(share / (1 - share))
        if abs(odds - previous) < 0.001:
            break
    return round(float(odds - before), 3)


def _load(connection: duckdb.DuckDBPyConnection, records: Any) -> None:
    """Make the table `records`."""
    columns = ", ".join(f"cast({column} as varchar) as {column}" for column in COLUMNS)
    connection.register("incoming", records)
    # In one order, so that whatever Splink samples is the same.
    connection.execute(
        f"create table records as select cast(record_id as varchar) as record_id, "
        f"{columns} from incoming order by record_id"
    )
    connection.unregister("incoming")


def _compared(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the comparisons that enough records have different values for."""
    # A place is told by either column.
    values = [
        "coalesce(postal_code, city)" if column == "place" else column
        for column in COMPARISONS
    ]
    told = connection.execute(
        "select "
        + ", ".join(
            f"count({value}) >= {LEAST_SHARE} * count(*) "
            f"and count(distinct {value}) > 1"
            for value in values
        )
        + " from records"
    ).fetchone()
    return [
        column for column, is_told in zip(COMPARISONS, told, strict=True) if is_told
    ]


def _linker(database: DuckDBAPI, settings: dict | SettingsCreator) -> Linker:
    # Splink tells its progress at length; a build's log has no use for it.
    return Linker(database.register("records"), settings, log_level=logging.ERROR)


def _chances_of_equality(
    connection: duckdb.DuckDBPyConnection, columns: list[str]
) -> dict[str, float]:
    """Return how often two records have the same value by chance, by column.

    A sample of pairs tells that of a gender, but hardly ever meets two equal phones.
    """
    chances = {}
    for column in set(columns) & set(COLUMNS):
        (chances[column],) = connection.execute(f"""
            select sum(records * (records - 1.0)) / sum(records) ** 2
            from (
                select count(*) as records
                from records
                where {column} is not null
                group by {column}
            )
        """).fetchone()
    return chances


def _smoothed(settings: dict, chances: dict[str, float]) -> dict:
    """Return the settings without a level that is impossible or was never met.

    No sample shows everything that may happen to a value: without a floor, one level
    that no training pair was on outweighs all the others together.
    """
    for comparison in settings["comparisons"]:
        told = [
            level
            for level in comparison["comparison_levels"]
            if not level.get("is_null_level")
        ]
        # A column that every training rule blocks on keeps Splink's own guess.
        is_trained = any(_is_number(level.get("m_probability")) for level in told)
        for level in told if is_trained else []:
            m, u = level.get("m_probability"), level.get("u_probability")
            level["m_probability"] = max(m, LEAST_M) if _is_number(m) else LEAST_M
            level["u_probability"] = u if _is_number(u) and u > 0 else NEVER_MET_U
        # The first level of a column is that both are equal.
        if chances.get(comparison["output_column_name"]):
            told[0]["u_probability"] = chances[comparison["output_column_name"]]
    return settings


def _is_number(value: Any) -> bool:
    return isinstance(value, float | int)


def _has_pairs(connection: duckdb.DuckDBPyConnection, rule: tuple[str, ...]) -> bool:
    """Whether a few pairs agree in these columns: else there is nothing to learn."""
    known = " and ".join(f"{column} is not null" for column in rule)
    (pairs,) = connection.execute(
        f"select coalesce(sum(size - 1), 0) from (select count(*) as size from records "
        f"where {known} group by {', '.join(rule)})"
    ).fetchone()
    return pairs >= 10


def _block_records(connection: duckdb.DuckDBPyConnection) -> list[dict]:
    """Add a column per blocking rule, and return the rules in Splink's terms.

    A column is equal where the parts of its rule are, and null where one is. It is null
    in the rule's largest blocks, too, if all its blocks together have more pairs than a
    rule may give.
    """
    (size,) = connection.execute("select count(*) from records").fetchone()
    rules = [(parts, "tight") for parts in BLOCKING_RULES]
    rules += [(parts, "loose") for parts in LOOSE_BLOCKING_RULES]
    blocks = []
    for number, (parts, kind) in enumerate(rules):
        most_pairs = max(
            PAIRS_PER_RECORD[kind] * size,
            PAIRS_OF_FEW_RECORDS / max(size / FEW_RECORDS, 1),
        )
        block = f"hash({', '.join(parts)})"
        known = " and ".join(f"{part} is not null" for part in parts)
        connection.execute(f"""
            create table too_large_{number} as
            with blocks as (
                select {block} as block, count(*) as records
                from records
                where {known}
                group by block
                having count(*) > 1
            )

            select block
            from (
                select
                    block,
                    sum(records * (records - 1) / 2) over (
                        order by records range unbounded preceding
                    ) as pairs,
                from blocks
            )
            where pairs > {most_pairs}
        """)
        blocks.append(
            f"case when {known} and {block} not in (from too_large_{number}) "
            f"then {block} end as block_{number}"
        )
    connection.execute(
        f"create or replace table records as select *, {', '.join(blocks)} "
        "from records order by record_id"
    )
    return [
        {"blocking_rule": f"l.block_{number} = r.block_{number}"}
        for number in range(len(rules))
    ]


def _find_components(
    connection: duckdb.DuckDBPyConnection, predicted: str, shift: float
) -> None:
    """Make the tables `components` and `component_pairs`.

    Records hang together by pairs that may well be one person, where that joins at
    most `LARGEST_COMPONENT` of them; elsewhere only by likelier pairs.
    """
    (size,) = connection.execute("select count(*) from records").fetchone()
    connection.execute(
        "create table numbered as select record_id, "
        "row_number() over (order by record_id) - 1 as number from records"
    )
    edges = connection.execute(f"""
        with edges as (
            select record_id_l, record_id_r, match_weight + {shift} as weight
            from {predicted}
            where weight >= {COMPONENT_WEIGHTS[0]}

            union all

            select record_id_l, record_id_r, {RULE_WEIGHT} as weight
            from rule_links
        )

        select
            cast(l.number as integer) as l,
            cast(r.number as integer) as r,
            cast(weight as float) as weight,
        from edges
        inner join numbered as l on record_id_l = l.record_id
        inner join numbered as r on record_id_r = r.record_id
    """).fetchnumpy()
    found = components(size, edges["l"], edges["r"], edges["weight"])
    connection.register(
        "found", pa.table({"number": np.arange(size), "component": found})
    )
    connection.execute("""
        create table components as
        select numbered.record_id, found.component
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
    """)


def components(
    size: int, left: np.ndarray, right: np.ndarray, weight: np.ndarray
) -> np.ndarray:
    """Number the components of a graph, none larger than `LARGEST_COMPONENT`.

    Parameters
    ----------
    size : number of nodes.
    left, right : int arrays, shape (n_edges,)
        Nodes that an edge joins, 0 to ``size - 1``.
    weight : float array, shape (n_edges,)

    Returns
    -------
    int array, shape (size,)
        Component of each node, counted from 0. A component is joined by the edges of
        the least of `COMPONENT_WEIGHTS` at which it is small enough; what is too large
        even at the greatest is left as single nodes.
    """
    component = np.full(size, -1, np.int64)
    found = 0
    for least in COMPONENT_WEIGHTS:
        is_open = component < 0
        kept = (weight >= least) & is_open[left] & is_open[right]
        edges = (np.ones(kept.sum(), np.int8), (left[kept], right[kept]))
        label = connected_components(
            coo_array(edges, shape=(size, size)), directed=False
        )[1]
        closed = is_open & (np.bincount(label)[label] <= LARGEST_COMPONENT)
        component[closed] = found + label[closed]
        found += label.max(initial=0) + 1
    is_open = component < 0
    component[is_open] = found + np.arange(is_open.sum())
    return np.unique(component, return_inverse=True)[1]


def _pairs_sql(scored: str, shift: float, settings: dict) -> str:
    """Return the query of the table that `score` returns."""
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
    return f"""
        select
            components.component,
            left_numbered.number as left_number,
            right_numbered.number as right_number,
            record_id_l,
            record_id_r,
            rule_links.rule,
            round(match_weight + {shift}, 3) as match_weight,
            list_filter([{agreed}], lambda name: name is not null) as agreed,
            {contradiction} as contradiction,
        from {scored}
        inner join components on record_id_l = components.record_id
        inner join numbered as left_numbered
            on record_id_l = left_numbered.record_id
        inner join numbered as right_numbered
            on record_id_r = right_numbered.record_id
        left join rule_links using (record_id_l, record_id_r)
        order by components.component, record_id_l, record_id_r
    """


def _with_joining_weights(pairs: pa.Table) -> pa.Table:
    """Replace the numbers of the records by the weights at which they join."""
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
