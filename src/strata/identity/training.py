"""Train the record linkage model without labels.

The model of Fellegi and Sunter (1969, "A Theory for Record Linkage", JASA 64), with
Splink.
"""

import hashlib
import json
from typing import Any

import duckdb
import numpy as np
from splink import DuckDBAPI, SettingsCreator, block_on

from strata.identity import blocking, clusters, comparing
from strata.identity.comparing import (
    COLUMNS,
    COMPARISONS,
    NEARLY_CERTAIN_RECALL,
    NEARLY_CERTAIN_RULES,
    TRAINING_RULES,
)
from strata.identity.engine import (
    compared_pairs,
    count_records,
    engine,
    load_records,
    make_linker,
)

# Number of training pairs: enough for frequencies of one in a thousand.
TRAINING_PAIRS = 30_000
RANDOM_PAIRS = 200_000

# Number of records whose candidates give the share of matching pairs.
CALIBRATING_RECORDS = 5_000

# Maximum steps of expectation maximisation, and the fallback if those are too many.
MOST_ITERATIONS = (25, 5, 2, 1)

# Number of records for estimating how many training pairs a rule gives.
COUNTED_RECORDS = 200_000

# Minimum probability of a level among matches, and the probability among non-matches of
# a level without any random pair.
LEAST_M = 0.001
NEVER_MET_U = 1e-5

# A column that fewer records have is not compared.
LEAST_SHARE = 0.01

# Pairs less likely than this (in log2 odds) are ignored: 1 in 1,000.
LEAST_WEIGHT = -10.0

# Relative change of the number of records after which a new model is trained.
RETRAIN_GROWTH = 0.2


def configuration() -> str:
    """Return a fingerprint of the comparisons and blocking rules."""
    comparisons = {
        name: comparison().get_comparison("duckdb").as_dict()
        for name, comparison in COMPARISONS.items()
    }
    rules = [blocking.RULES, TRAINING_RULES, NEARLY_CERTAIN_RULES]
    limits = [
        *(blocking.PAIRS_PER_RECORD, blocking.PAIRS_OF_FEW_RECORDS),
        *(comparing.CONTRADICTIONS, comparing.CONTRADICTING_COLUMNS),
        *(comparing.AGREEING_LEVELS, comparing.COMPUTED),
        LEAST_WEIGHT,
        *(clusters.COMPONENT_WEIGHTS, clusters.LARGEST_COMPONENT),
        clusters.RULE_WEIGHT,
    ]
    text = json.dumps([comparisons, rules, limits], sort_keys=True, default=str)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def is_due(model: dict | None, records: int) -> bool:
    """Return whether a model must be trained: there is none, or its configuration
    differs.

    Parameters
    ----------
    model : what `train` returned once, or None.
    records : how many records there are now.
    """
    if model is None or model["configuration"] != configuration():
        return True
    return abs(records - model["records"]) > RETRAIN_GROWTH * max(model["records"], 1)


def train(records: Any, *, memory_limit: str = "2GB", threads: int = 2) -> dict:
    """Train the model on records.

    Parameters
    ----------
    records : Arrow table or reader
        ``record_id`` and the columns of `strata.identity.comparing`.
    memory_limit : of the engine, such as ``2GB``.
    threads : of the engine.

    Returns
    -------
    dict
        ``settings``: Splink's, with the learnt probabilities, as JSON; None if there is
        nothing to compare. ``largest_blocks``: maximum number of records in a block of
        each blocking rule. ``records``: number of records. ``configuration``: see
        `configuration`.

    Notes
    -----
    Probabilities among non-matches (u) come from random pairs, those among matches (m)
    from expectation maximisation on pairs that agree in some columns, as Splink's
    manual recommends. Both limit the number of pairs, not of records: a sample of
    records would have hardly any matches.
    """
    with engine(memory_limit, threads) as connection:
        load_records(connection, records, ordered=True)
        model = {
            "settings": None,
            "largest_blocks": [],
            "records": count_records(connection),
            "configuration": configuration(),
        }
        compared = _compared(connection)
        if not compared:
            return model
        for iterations in MOST_ITERATIONS:
            try:
                settings = _learnt(connection, compared, iterations)
                break
            except ValueError:
                # Very clear pairs can give a level the probability 0, which Splink
                # rejects. Fewer steps avoid that.
                if iterations == MOST_ITERATIONS[-1]:
                    raise
        settings = _smoothed(settings, _chances_of_equality(connection, compared))
        blocking.key_blocks(connection)
        largest = blocking.largest_blocks(connection)
        return model | {
            "settings": _calibrated(connection, settings, largest),
            "largest_blocks": largest,
        }


def _learnt(
    connection: duckdb.DuckDBPyConnection, compared: list[str], iterations: int
) -> dict:
    """Return Splink's settings after training with a maximum number of steps."""
    linker = make_linker(
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
    # Splink gives each linker a random name; without it the same records give the same
    # model.
    return linker.misc.save_model_to_json() | {"linker_uid": "strata"}


def _calibrated(
    connection: duckdb.DuckDBPyConnection, settings: dict, largest: list[int]
) -> dict:
    """Return the settings with a calibrated share of matching pairs.

    The candidates of a sample of records represent those of all: a pair is drawn by
    either of its records.
    """
    size = count_records(connection)
    connection.execute(f"""
        create table sampled as
        select record_id
        from records
        order by md5(record_id), record_id
        limit {CALIBRATING_RECORDS}
    """)
    is_sampled = "record_id in (from sampled)"
    blocking.find_candidates(connection, largest, is_sampled)
    likely = compared_pairs(
        connection, DuckDBAPI(connection), settings, "candidates", LEAST_WEIGHT
    )
    share = min(CALIBRATING_RECORDS / size, 1)
    weights, pairs = (
        connection.execute(f"""
            select
                round(match_weight, 2) as weight,
                sum(
                    cast(record_id_l in (from sampled) as integer)
                    + cast(record_id_r in (from sampled) as integer)
                ) / {2 * share} as pairs,
            from {likely}
            group by weight
            order by weight
        """)
        .fetchnumpy()
        .values()
    )
    prior = calibrated_prior(
        np.asarray(weights, float),
        np.asarray(pairs, float),
        size * (size - 1) / 2,
        settings["probability_two_random_records_match"],
    )
    return settings | {"probability_two_random_records_match": prior}


def calibrated_prior(
    weights: np.ndarray, pairs: np.ndarray, all_pairs: float, prior: float
) -> float:
    """Return the share of matching pairs that reproduces itself.

    The prior is a guess from a few rules. The calibrated share equals the sum of the
    match probabilities divided by the number of all pairs. It is the fixed point of
    expectation maximisation in one parameter, with the others fixed; pairs that no
    blocking rule finds count as non-matches.

    Parameters
    ----------
    weights : float array, shape (n,)
        log2 of the odds of pairs, with the given prior.
    pairs : float array, shape (n,)
        Number of pairs with each weight.
    all_pairs : of all records.
    prior : the share that went in, between 0 and 1.

    Returns
    -------
    float
        A share; `prior` if there are no pairs.
    """
    before = np.log2(prior / (1 - prior))
    if not len(weights):
        return prior
    evidence = weights - before
    odds = before
    for _ in range(200):
        probability = 1 / (1 + np.exp2(-(evidence + odds)))
        share = min(max((pairs * probability).sum() / all_pairs, 1e-15), 0.5)
        previous, odds = odds, np.log2(share / (1 - share))
        if abs(odds - previous) < 0.001:
            break
    return float(f"{share:.6g}")


def _compared(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the comparisons for which enough records have different values."""
    # Either column is enough for a place.
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


def _chances_of_equality(
    connection: duckdb.DuckDBPyConnection, columns: list[str]
) -> dict[str, float]:
    """Return the probability of equal values by chance, for each column.

    A sample of pairs is enough for a gender, but hardly ever has two equal phones.
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
    """Return the settings with a minimum probability for each level.

    No sample shows every possible error of a value. Without a minimum, one level
    without training pairs would outweigh all other evidence.
    """
    for comparison in settings["comparisons"]:
        told = [
            level
            for level in comparison["comparison_levels"]
            if not level.get("is_null_level")
        ]
        # A column in every training rule keeps Splink's default.
        is_trained = any(_is_number(level.get("m_probability")) for level in told)
        for level in told if is_trained else []:
            m, u = level.get("m_probability"), level.get("u_probability")
            level["m_probability"] = max(m, LEAST_M) if _is_number(m) else LEAST_M
            level["u_probability"] = u if _is_number(u) and u > 0 else NEVER_MET_U
        # The first level of a column is equality.
        if chances.get(comparison["output_column_name"]):
            told[0]["u_probability"] = chances[comparison["output_column_name"]]
        # Sums of doubles vary in their last digits from run to run.
        for level in told:
            for name in ("m_probability", "u_probability"):
                if _is_number(level.get(name)):
                    level[name] = float(f"{level[name]:.9g}")
    return settings


def _is_number(value: Any) -> bool:
    return isinstance(value, float | int)


def _has_pairs(connection: duckdb.DuckDBPyConnection, rule: tuple[str, ...]) -> bool:
    """Return whether a few pairs agree in these columns; otherwise there is nothing to
    learn."""
    known = " and ".join(f"{column} is not null" for column in rule)
    (pairs,) = connection.execute(
        f"select coalesce(sum(size - 1), 0) from (select count(*) as size from records "
        f"where {known} group by {', '.join(rule)})"
    ).fetchone()
    return pairs >= 10
