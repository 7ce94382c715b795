"""The scoring macros give the same results as their Python references."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendered_macros import macros_of

from strata.clustering import KMeans, nearest_prototype, prototype_table
from strata.propensity import fit_propensity, score
from strata.propensity.calibration import calibrated_log_odds
from strata.propensity.model import linear_score

DATE = pd.Timestamp("2025-01-01")
quick = settings(max_examples=50, deadline=None)
macros = macros_of("scoring", "[ln]*")


def vectors_of(matrix, **columns):
    matrix = np.asarray(matrix, dtype=float)
    return pd.DataFrame(
        {
            "lead_id": np.arange(len(matrix)),
            "as_of_date": DATE,
            "is_eligible": True,
            "vector": matrix.tolist(),
        }
        | columns
    )


def prototypes_of(**schemes):
    """Prototypes of several schemes, as unioned by a model."""
    return pd.concat(
        prototypes.assign(
            scheme=scheme, segment_id=f"{scheme}:" + prototypes["segment"]
        )
        for scheme, prototypes in schemes.items()
    )


def placed(vectors, prototypes, schemes=None):
    """Assign vectors like a model does, in a CTE beside others; by scheme."""
    schemes = pd.DataFrame({"scheme": schemes or prototypes["scheme"].unique()})
    schemes["outside_segment_id"] = schemes["scheme"] + ":prospect"
    schemes["noise_segment_id"] = schemes["scheme"] + ":noise"
    connection = duckdb.connect()
    connection.register("vectors_frame", vectors)
    connection.register("prototypes_frame", prototypes)
    connection.register("schemes_of_entity", schemes)
    query = macros.nearest_prototype(
        "vectors", "prototypes", "schemes_of_entity", "lead_id"
    )
    rows = connection.execute(
        f"""
        with

        vectors as (select * from vectors_frame),

        prototypes as (select * from prototypes_frame),

        segmented as (
            {query}
        )

        select * from segmented
        order by scheme, lead_id
        """
    ).df()
    assert list(rows) == ["lead_id", "as_of_date", "scheme", "segment_id", "strength"]
    assert (rows["as_of_date"] == DATE).all()
    return dict(iter(rows.groupby("scheme")))


def assert_equal(rows, vectors, prototypes, scheme):
    expected = nearest_prototype(vectors, prototypes)
    segment_ids = scheme + ":" + expected["segment"].fillna("noise")
    assert rows["segment_id"].tolist() == segment_ids.tolist()
    np.testing.assert_allclose(rows["strength"], expected["strength"], atol=1e-12)


def test_two_schemes_of_random_vectors_at_once():
    rng = np.random.default_rng(4)
    vectors = rng.normal(size=(2_000, 5))
    kmeans = KMeans(6).fit(vectors).prototypes()
    density = prototype_table(
        rng.normal(size=(40, 5)),
        rng.integers(1, 9, 40),
        labels=rng.permutation(np.arange(40) % 4),
        radii=rng.uniform(0.5, 2.0, 40),
    )
    rows = placed(vectors_of(vectors), prototypes_of(kmeans=kmeans, density=density))
    assert set(rows) == {"kmeans", "density"}
    assert_equal(rows["kmeans"], vectors, kmeans, "kmeans")
    assert_equal(rows["density"], vectors, density, "density")
    assert 0 < (rows["density"]["segment_id"] == "density:noise").sum() < 2_000


# Whole numbers, so that many distances are exactly equal.
few = st.integers(-2, 2)
radii = st.sampled_from([np.nan, 1.0, 2.0])


@quick
@given(
    st.lists(st.tuples(few, few), min_size=1, max_size=5),
    st.lists(st.tuples(few, few, st.integers(0, 2), radii), min_size=1, max_size=6),
)
def test_ties_segments_of_several_prototypes_and_radii(vectors, rows):
    prototypes = prototype_table(
        [row[:2] for row in rows],
        [1] * len(rows),
        labels=[row[2] for row in rows],
        radii=[row[3] for row in rows],
    )
    shuffled = prototypes.sample(frac=1, random_state=len(rows))
    result = placed(vectors_of(vectors), prototypes_of(any=shuffled))
    assert_equal(result["any"], vectors, prototypes, "any")


def test_who_has_no_nearest_prototype_is_named_in_every_scheme():
    vectors = vectors_of(
        [[0.0], [0.0], [0.0], [0.0]], is_eligible=[True, False, None, True]
    )
    vectors.at[3, "vector"] = None
    rows = placed(
        vectors,
        prototypes_of(kmeans=prototype_table([[1.0], [3.0]], [1, 1], radii=[9, 9])),
        schemes=["kmeans", "without_prototypes"],
    )
    assert rows["kmeans"]["segment_id"].tolist() == [
        "kmeans:1",
        *["kmeans:prospect"] * 3,
    ]
    assert rows["kmeans"]["strength"].tolist() == pytest.approx([2 / 3, 1, 1, 1])
    learnt_nothing = rows["without_prototypes"]["segment_id"]
    assert learnt_nothing.tolist() == ["without_prototypes:prospect"] * 4


@pytest.mark.parametrize("bend", [0.0, 1.5])
def test_probability(bend):
    rng = np.random.default_rng(5)
    vectors = rng.normal(size=(6_000, 3))
    linear = vectors @ [0.8, 0.5, -0.4]
    rate = 1 / (1 + np.exp(2 - 0.5 * linear - bend * np.maximum(linear, 0)))
    training = pd.DataFrame(
        {
            "entity_id": np.arange(6_000),
            "as_of_date": DATE,
            "vector": vectors.tolist(),
            "label": rng.uniform(size=6_000) < rate,
            "sample_weight": 1.0,
            "role": "train",
        }
    )
    model = fit_propensity(training)
    assert len(model.calibration) > 1 if bend else len(model.calibration) == 1
    other = fit_propensity(training.assign(label=~training["label"]))
    # Far outside the training range, exp must not overflow.
    vectors = np.concatenate([vectors, [[1e5] * 3, [-1e5] * 3]])

    connection = duckdb.connect()
    connection.register("vectors_frame", vectors_of(vectors))
    models = pd.concat([model.to_frame(), other.to_frame()]).assign(score="purchase")
    connection.register("models_frame", models)
    rows = connection.execute(
        f"""
        with

        vectors as (select * from vectors_frame),

        models as (select * from models_frame),

        scored as (
            {macros.linear_score("vectors", "models", key="lead_id")}
        )

        select * from scored
        order by lead_id
        """
    ).df()
    assert list(rows) == [
        "lead_id",
        "as_of_date",
        "score",
        "model_id",
        "log_odds",
        "probability",
    ]
    assert rows["probability"].between(0, 1).all()
    for each in (model, other):
        of_model = rows.loc[rows["model_id"] == each.model_id]
        log_odds = calibrated_log_odds(linear_score(vectors, each), each.calibration)
        np.testing.assert_allclose(of_model["log_odds"], log_odds, rtol=1e-9)
        np.testing.assert_allclose(
            of_model["probability"], score(vectors, each), atol=1e-12
        )
