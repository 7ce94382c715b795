"""Scalers, segments and scores of several entities, each from its own sample."""

import numpy as np
import pandas as pd
import pytest

from strata.segmentation import fit_scalers, fit_score, fit_segments

USES = pd.DataFrame(
    [
        ("customer", "propensity", "orders", 1, None),
        ("customer", "segmentation", "orders", 1, "has_ordered"),
        ("customer", "segmentation", "revenue", 2, "has_ordered"),
        ("lead", "segmentation", "visits", 1, None),
    ],
    columns=["entity", "use", "feature", "position", "eligible_when"],
).assign(
    weight=1.0,
    transform="none",
    imputation="median",
    theme="money",
    high_en="high",
    low_en="low",
)

SCHEMES = pd.DataFrame(
    [
        ("customer", "rfm", None, None),
        ("customer", "kmeans", "kmeans", "segmentation"),
        ("lead", "kmeans", "kmeans", "segmentation"),
    ],
    columns=["entity", "scheme", "algorithm", "use"],
)
BOUNDS = {"min_k": 2, "max_k": 4, "min_size": 1, "min_share": 0.0}


@pytest.fixture
def samples():
    rng = np.random.default_rng(2)
    orders = np.repeat([0.0, 2.0, 9.0], 40)
    return {
        "customer": pd.DataFrame(
            {
                "customer_id": [f"c{row}" for row in range(120)],
                "orders": orders + rng.normal(0, 0.1, 120),
                "revenue": 10 * orders,
                "has_ordered": orders > 0,
            }
        ),
        "lead": pd.DataFrame(
            {
                "lead_id": [f"l{row}" for row in range(60)],
                "visits": np.repeat([1.0, 5.0, 9.0], 20),
            }
        ),
    }


def vectors(entity, rows):
    return pd.DataFrame(
        {
            "entity": entity,
            "use": "segmentation",
            "entity_id": [f"{entity}{row}" for row in range(len(rows))],
            "vector": rows,
        }
    )


def test_a_scaler_is_learnt_from_those_who_take_part(samples):
    scalers = fit_scalers(samples, USES)
    assert scalers[["entity", "use", "feature"]].to_numpy().tolist() == (
        USES[["entity", "use", "feature"]].to_numpy().tolist()
    )
    orders = scalers.loc[scalers["feature"] == "orders"].set_index("use")
    everybody = samples["customer"]["orders"]
    buyers = everybody[samples["customer"]["has_ordered"]]
    assert orders.at["propensity", "fill_value"] == pytest.approx(everybody.median())
    assert orders.at["segmentation", "fill_value"] == pytest.approx(buyers.median())


def test_one_scaler_has_one_id_per_entity_and_use(samples):
    ids = fit_scalers(samples, USES).groupby(["entity", "use"])["scaler_id"].nunique()
    assert ids.tolist() == [1, 1, 1]


def test_an_entity_without_a_sample_is_named(samples):
    with pytest.raises(ValueError, match="no sample of the entity lead"):
        fit_scalers({"customer": samples["customer"]}, USES)


def test_a_flag_that_the_sample_lacks_is_named(samples):
    samples["customer"] = samples["customer"].drop(columns="has_ordered")
    with pytest.raises(ValueError, match="segmentation lacks the columns has_ordered"):
        fit_scalers(samples, USES)


def test_each_scheme_is_learnt_from_its_own_entity(samples):
    scalers = fit_scalers(samples, USES)
    sample = pd.concat(
        [
            vectors("customer", [[x, x] for x in np.repeat([0.0, 5.0], 30)]),
            vectors("lead", [[x] for x in np.repeat([0.0, 5.0, 9.0], 20)]),
        ]
    )
    segments = fit_segments(
        sample, scalers, USES, SCHEMES, algorithm="kmeans", **BOUNDS
    )
    found = segments.groupby(["entity", "scheme"])["segment"].agg(list)
    assert found["customer", "kmeans"] == ["1", "2"]
    assert found["lead", "kmeans"] == ["1", "2", "3"]
    assert segments.groupby("entity")["model_id"].nunique().tolist() == [1, 1]
    assert set(segments["status"]) == {"fitted"}
    assert segments["model_id"].nunique() == 2
    assert {len(centre) for centre in segments["centre"]} == {1, 2}


def test_a_sample_that_cannot_be_divided_is_one_segment_and_says_why(samples):
    scalers = fit_scalers(samples, USES)
    sample = vectors("customer", [[x, x] for x in [0.0] * 98 + [90.0] * 2])
    bounds = BOUNDS | {"min_size": 5}
    segments = fit_segments(
        sample, scalers, USES, SCHEMES, algorithm="kmeans", **bounds
    )
    assert segments["size"].tolist() == [100]
    (status,) = segments["status"]
    assert status == "one segment: each division has one of fewer than 5"
    assert status in segments["description"][0]


def test_a_sample_too_small_to_divide_is_fitted_as_one_segment(samples):
    sample = vectors("customer", [[0.0, 0.0]])
    segments = fit_segments(
        sample,
        fit_scalers(samples, USES),
        USES,
        SCHEMES,
        algorithm="kmeans",
        **BOUNDS | {"min_size": 5},
    )
    assert segments["status"].tolist() == ["fitted"]


def test_segments_of_twice_the_least_size_come_first(samples):
    """Three groups are clearer, but the smallest might soon be too small."""
    scalers = fit_scalers(samples, USES)
    groups = [(0.0, 50), (9.0, 42), (12.0, 8)]
    rows = [[x + step / 1000, x] for x, size in groups for step in range(size)]
    sizes = {}
    for least in (4, 5):
        segments = fit_segments(
            vectors("customer", rows),
            scalers,
            USES,
            SCHEMES,
            algorithm="kmeans",
            **BOUNDS | {"min_size": least, "max_k": 3},
        )
        sizes[least] = sorted(segments["size"])
    assert sizes == {4: [8, 42, 50], 5: [50, 50]}


def test_an_entity_with_nobody_has_no_segments(samples):
    scalers = fit_scalers(samples, USES)
    sample = vectors("customer", [[x, x] for x in np.repeat([0.0, 5.0], 30)])
    segments = fit_segments(
        sample, scalers, USES, SCHEMES, algorithm="kmeans", **BOUNDS
    )
    assert segments["entity"].unique().tolist() == ["customer"]


def test_nobody_at_all_gives_an_empty_table_with_all_columns(samples):
    scalers = fit_scalers(samples, USES)
    full = fit_segments(
        vectors("lead", [[x] for x in np.repeat([0.0, 5.0], 20)]),
        scalers,
        USES,
        SCHEMES,
        algorithm="kmeans",
        **BOUNDS,
    )
    empty = fit_segments(
        vectors("lead", []), scalers, USES, SCHEMES, algorithm="kmeans", **BOUNDS
    )
    assert empty.empty
    assert list(empty.columns) == list(full.columns)
    no_scheme = fit_segments(
        vectors("lead", []),
        scalers,
        USES,
        SCHEMES.head(1),
        algorithm="kmeans",
        **BOUNDS,
    )
    assert list(no_scheme.columns) == list(full.columns)


def test_a_score_without_rows_has_a_weight_for_each_feature():
    training = pd.DataFrame(
        {
            "entity_id": [],
            "as_of_date": [],
            "vector": [],
            "label": [],
            "sample_weight": [],
            "role": [],
        }
    )
    row = fit_score(
        training, USES, entity="customer", use="segmentation", score="purchase_90d"
    )
    assert row.loc[0, ["entity", "use", "score"]].tolist() == [
        "customer",
        "segmentation",
        "purchase_90d",
    ]
    assert len(row.at[0, "weights"]) == 3
