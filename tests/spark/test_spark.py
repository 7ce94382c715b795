"""The model that was learnt beside DuckDB says the same on Spark."""

import pytest
from identity_records import people, table
from pyspark.sql import SparkSession
from splink import DuckDBAPI

from strata.identity import blocking
from strata.identity.engine import compared_pairs, engine, load_records
from strata.identity.spark import (
    LEARNT,
    likely_pairs,
    session_options,
    settings_on_spark,
)
from strata.identity.training import LEAST_WEIGHT, train


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    builder = SparkSession.builder.master("local[2]")
    options = session_options() | {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
    }
    for name, value in options.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    session.sparkContext.setCheckpointDir(str(tmp_path_factory.mktemp("checkpoints")))
    yield session
    session.stop()


@pytest.fixture(scope="module")
def records():
    """Of people recorded twice, some with mistakes, and of households."""
    rows = people(300)
    for row in rows[1::7]:
        row["birth_date"] = row["birth_date"][:4] + "0101"
        row["city"] = None
    home = ("last_name", "address", "postal_code", "city", "phone")
    for one, other in zip(rows[0::20], rows[10::20], strict=True):
        other |= {name: one[name] for name in home}
    return table(rows)


@pytest.fixture(scope="module")
def model(records):
    return train(records)


@pytest.fixture(scope="module")
def beside_duckdb(records, model):
    with engine("2GB", 2) as connection:
        load_records(connection, records)
        blocking.key_blocks(connection)
        blocking.find_candidates(connection, model["largest_blocks"])
        compared = compared_pairs(
            connection,
            DuckDBAPI(connection),
            model["settings"],
            "candidates",
            LEAST_WEIGHT,
        )
        return {
            (left, right): weight
            for left, right, weight in connection.execute(
                f"select record_id_l, record_id_r, match_weight from {compared}"
            ).fetchall()
        }


def on_spark(spark, records, model):
    columns = ", ".join(f"{name} string" for name in records.schema.names)
    frame = spark.createDataFrame(
        [tuple(row.values()) for row in records.to_pylist()], columns
    )
    return {
        (row.record_id_l, row.record_id_r): row.match_weight
        for row in likely_pairs(spark, frame, model).collect()
    }


def test_it_finds_the_same_pairs_with_the_same_weights(
    spark, records, model, beside_duckdb
):
    found = on_spark(spark, records, model)
    assert len(beside_duckdb) > 300
    assert found.keys() == beside_duckdb.keys()
    differing = {
        pair
        for pair, weight in found.items()
        if weight != pytest.approx(beside_duckdb[pair], abs=1e-6)
    }
    # The two engines' similarities of texts differ in a few cases.
    assert len(differing) <= 0.01 * len(found)


def test_what_was_learnt_is_kept(model):
    for told, learnt in zip(
        settings_on_spark(model["settings"])["comparisons"],
        model["settings"]["comparisons"],
        strict=True,
    ):
        assert [
            [level.get(name) for name in ("label_for_charts", *LEARNT)]
            for level in told["comparison_levels"]
        ] == [
            [level.get(name) for name in ("label_for_charts", *LEARNT)]
            for level in learnt["comparison_levels"]
        ]


def test_a_model_of_nothing_is_told(spark):
    nothing = train(table([]))
    with pytest.raises(ValueError, match="no settings"):
        on_spark(spark, table([]), nothing)
