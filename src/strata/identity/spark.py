"""Compare records on Spark with the model that was learnt beside DuckDB.

Learning takes a bounded number of pairs and stays on one machine; what grows with the
records, blocking and comparing, runs on Splink's Spark backend. Needs the extra
`spark` (`pip install 'strata-segmentation[spark]'`) and Java 17.
"""

import logging
from functools import reduce

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sql
from splink import Linker
from splink.backends.spark import SparkAPI, similarity_jar_location

from strata.identity.blocking import RULES
from strata.identity.comparing import COLUMNS, COMPARISONS, COMPUTED
from strata.identity.training import LEAST_WEIGHT

LEARNT = ("m_probability", "u_probability")


def session_options() -> dict[str, str]:
    """Return what a session has to be configured with: Splink's similarities of texts.

    Examples
    --------
    >>> list(session_options())
    ['spark.jars']
    """
    return {"spark.jars": similarity_jar_location()}


def settings_on_spark(settings: dict) -> dict:
    """Return the settings of a learnt model in Spark's words.

    Parameters
    ----------
    settings : Splink's, with what was learnt (`strata.identity.training.train`).

    Returns
    -------
    dict
        The same comparisons with the same probabilities.
    """
    comparisons = []
    for learnt in settings["comparisons"]:
        comparison = COMPARISONS[learnt["output_column_name"]]()
        told = comparison.get_comparison("spark").as_dict()
        for level, known in zip(
            told["comparison_levels"], learnt["comparison_levels"], strict=True
        ):
            level |= {name: known[name] for name in LEARNT if name in known}
        comparisons.append(told)
    return settings | {"comparisons": comparisons, "sql_dialect": "spark"}


def likely_pairs(spark: SparkSession, records: DataFrame, model: dict) -> DataFrame:
    """Compare the records that may be one person.

    Parameters
    ----------
    spark : with `session_options`, and with a checkpoint directory: Splink cuts long
        plans there.
    records : ``record_id`` and the columns of `strata.identity.comparing`, as text.
    model : what `strata.identity.training.train` returned.

    Returns
    -------
    pyspark.sql.DataFrame
        One row per pair that is likelier one person than 1 in 1,000: ``record_id_l`` <
        ``record_id_r`` and ``match_weight`` (log2 of the odds).

    Raises
    ------
    ValueError
        If the model learnt nothing, for there was nothing to compare.
    """
    if model["settings"] is None:
        raise ValueError(
            "The model has no settings: it was learnt from records without two "
            "different values in any column."
        )
    records = records.select(
        "record_id",
        *COLUMNS,
        *(sql.expr(value).alias(name) for name, value in COMPUTED.items()),
    )
    database = SparkAPI(spark_session=spark)
    linker = Linker(
        database.register(records),
        settings_on_spark(model["settings"]),
        log_level=logging.ERROR,
    )
    linker.table_management.register_blocked_pairs_for_predict(
        database.register(_candidates(records, model["largest_blocks"]))
    )
    predicted = linker.inference.predict(threshold_match_weight=LEAST_WEIGHT)
    return predicted.as_spark_dataframe().select(
        "record_id_l", "record_id_r", "match_weight"
    )


def _candidates(records: DataFrame, largest: list[int]) -> DataFrame:
    """Return the pairs of the blocks that are small enough, each once."""
    of_rules = [
        _pairs_of_block(records, parts, most)
        for (parts, _), most in zip(RULES, largest, strict=True)
    ]
    return (
        reduce(DataFrame.union, of_rules)
        .distinct()
        .select(sql.lit("0").alias("match_key"), "join_key_l", "join_key_r")
    )


def _pairs_of_block(records: DataFrame, parts: tuple[str, ...], most: int) -> DataFrame:
    is_known = sql.expr(" and ".join(f"{part} is not null" for part in parts))
    block = sql.xxhash64(*(sql.expr(part) for part in parts))
    keyed = records.where(is_known).select("record_id", block.alias("block"))
    blocks = keyed.groupBy("block").count().where(sql.col("count").between(2, most))
    members = keyed.join(blocks.select("block"), "block")
    left = members.withColumnRenamed("record_id", "join_key_l")
    right = members.withColumnRenamed("record_id", "join_key_r")
    return (
        left.join(right, "block")
        .where("join_key_l < join_key_r")
        .select("join_key_l", "join_key_r")
    )
