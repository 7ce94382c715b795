"""A linkage model after Splink's manual, as written in an hour."""

import logging
from collections.abc import Iterator
from contextlib import suppress

import duckdb
import pandas as pd
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

# A column that fewer records have is not used.
LEAST_SHARE = 0.05

COMPARISONS = {
    "first_name": lambda: comparisons.NameComparison("first_name").configure(
        term_frequency_adjustments=True
    ),
    "last_name": lambda: comparisons.NameComparison("last_name").configure(
        term_frequency_adjustments=True
    ),
    "birth_date": lambda: comparisons.LevenshteinAtThresholds("birth_date", [1, 2]),
    "postal_code": lambda: comparisons.LevenshteinAtThresholds("postal_code", [1, 2]),
    "city": lambda: comparisons.ExactMatch("city").configure(
        term_frequency_adjustments=True
    ),
    "address": lambda: comparisons.JaroWinklerAtThresholds("address", [0.9, 0.8]),
    "email": lambda: comparisons.EmailComparison("email"),
    "phone": lambda: comparisons.LevenshteinAtThresholds("phone", [1]),
}

BLOCKING_RULES = (
    ("first_name", "last_name"),
    ("first_name", "birth_date"),
    ("last_name", "birth_date"),
    ("birth_date", "postal_code"),
    ("first_name", "postal_code"),
    ("last_name", "postal_code"),
    ("first_name", "city"),
    ("email",),
    ("phone",),
    ("address",),
)

TRAINING_RULES = (("first_name", "last_name"), ("birth_date",), ("email",))


def plain_clusters(
    records: pd.DataFrame, thresholds: tuple[float, ...]
) -> Iterator[tuple[float, pd.DataFrame]]:
    """Link records and cluster them at each threshold.

    Parameters
    ----------
    records : DataFrame
        ``record_id`` and the contract's columns, as text.
    thresholds : match probabilities from which a pair is a link.

    Yields
    ------
    threshold and a DataFrame of ``record_id`` and ``cluster_id``.
    """
    logging.getLogger("splink").setLevel(logging.ERROR)
    told = [
        column
        for column in COMPARISONS
        if column in records and records[column].notna().mean() >= LEAST_SHARE
    ]
    with duckdb.connect() as connection:
        connection.register("incoming", records[["record_id", *told]])
        cleaned = ", ".join(
            f"nullif(lower(trim({column}::varchar)), '') as {column}" for column in told
        )
        connection.execute(
            f"create table records as select record_id, {cleaned} from incoming"
        )
        database = DuckDBAPI(connection)
        linker = Linker(
            database.register("records"),
            SettingsCreator(
                link_type="dedupe_only",
                unique_id_column_name="record_id",
                comparisons=[COMPARISONS[column]() for column in told],
                blocking_rules_to_generate_predictions=[
                    block_on(*rule) for rule in BLOCKING_RULES if set(rule) <= set(told)
                ],
            ),
            log_level=logging.ERROR,
        )
        certain = [
            rule
            for rule in (("first_name", "last_name", "birth_date"), ("email",))
            if set(rule) <= set(told)
        ] or [("first_name", "last_name")]
        linker.training.estimate_probability_two_random_records_match(
            [block_on(*rule) for rule in certain], recall=0.7
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        for rule in TRAINING_RULES:
            if set(rule) <= set(told) and _has_pairs(connection, rule):
                # Training fails if pairs are too clear.
                with suppress(ValueError):
                    linker.training.estimate_parameters_using_expectation_maximisation(
                        block_on(*rule)
                    )
        predicted = linker.inference.predict(threshold_match_probability=0.01)
        for threshold in thresholds:
            clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
                predicted, threshold
            )
            yield (
                threshold,
                clusters.as_duckdbpyrelation().project("record_id, cluster_id").df(),
            )


def _has_pairs(connection: duckdb.DuckDBPyConnection, rule: tuple[str, ...]) -> bool:
    """Return whether two records are equal in all columns of a rule."""
    known = " and ".join(f"{column} is not null" for column in rule)
    pair = connection.execute(
        f"select 1 from records where {known} "
        f"group by {', '.join(rule)} having count(*) > 1 limit 1"
    ).fetchone()
    return pair is not None
