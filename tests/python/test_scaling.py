import decimal
import subprocess
import sys
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from strata.scaling import (
    SCALER_COLUMNS,
    TRANSFORMS,
    apply_scaler,
    as_frame,
    fit_scaler,
    stack_vectors,
    transform_values,
)

CATALOG = pd.DataFrame(
    {
        "feature": ["orders", "revenue", "online_share", "survey_score"],
        "position": [1, 2, 3, 4],
        "imputation": "median",
        "transform": ["sqrt", "log1p", "none", "none"],
        "weight": [1.0, 0.5, 1.0, 2.0],
    }
)

quick = settings(max_examples=50, deadline=None)
values = st.floats(-1e9, 1e9) | st.just(float("nan"))
samples = hnp.arrays(float, st.tuples(st.integers(0, 40), st.just(4)), elements=values)


def as_sample(matrix):
    return pd.DataFrame(matrix, columns=CATALOG["feature"])


def learnt(scaler, feature):
    return scaler.set_index("feature").loc[feature]


@pytest.fixture
def sample():
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "orders": rng.poisson(3, 2_000),
            "revenue": np.exp(rng.normal(4, 1, 2_000)),
            "online_share": rng.uniform(size=2_000),
            "survey_score": np.where(rng.uniform(size=2_000) < 0.7, np.nan, 3.0)
            + rng.normal(size=2_000),
        }
    )


def test_one_row_per_feature_in_order_of_position(sample):
    scaler = fit_scaler(sample, CATALOG.sample(frac=1, random_state=3))
    assert list(scaler.columns) == list(SCALER_COLUMNS)
    assert scaler["position"].tolist() == [1, 2, 3, 4]
    assert scaler["scaler_id"].nunique() == 1


def test_scaled_known_values_have_mean_0_and_the_weight_as_deviation(sample):
    scaled = apply_scaler(sample, fit_scaler(sample, CATALOG))
    known = sample["survey_score"].notna().to_numpy()
    assert scaled[known].mean(axis=0)[3] == pytest.approx(0, abs=1e-9)
    assert scaled[known].std(axis=0)[3] == pytest.approx(2)
    assert scaled.mean(axis=0)[:3] == pytest.approx(0, abs=1e-9)
    assert scaled.std(axis=0)[:3] == pytest.approx([1, 0.5, 1])


def test_nulls_take_the_median(sample):
    scaler = fit_scaler(sample, CATALOG)
    median = np.median(sample["survey_score"].dropna())
    at_median = apply_scaler(
        pd.DataFrame([[1, 1, 1, median]], columns=sample.columns), scaler
    )
    at_null = apply_scaler(
        pd.DataFrame([[1, 1, 1, np.nan]], columns=sample.columns), scaler
    )
    assert at_null == pytest.approx(at_median)


def test_one_huge_amount_does_not_own_the_scale(sample):
    plain = CATALOG.assign(transform="none")
    before = learnt(fit_scaler(sample, plain), "revenue")
    sample.loc[0, "revenue"] = 1e12
    after = learnt(fit_scaler(sample, plain), "revenue")
    assert after["scale"] == pytest.approx(before["scale"], rel=0.05)


def test_constant_and_unknown_features_drop_out(sample):
    sample = sample.assign(orders=0.1, survey_score=None)
    scaler = fit_scaler(sample, CATALOG)
    for feature in ("orders", "survey_score"):
        assert learnt(scaler, feature)["weight"] == 0
        assert learnt(scaler, feature)["scale"] == 1
    others = sample.assign(orders=7, survey_score=5)
    assert (apply_scaler(others, scaler)[:, [0, 3]] == 0).all()


@quick
@given(samples, st.integers(0, 1_000))
def test_row_order_does_not_matter(matrix, seed):
    shuffled = np.random.default_rng(seed).permutation(matrix, axis=0)
    pd.testing.assert_frame_equal(
        fit_scaler(as_sample(matrix), CATALOG), fit_scaler(as_sample(shuffled), CATALOG)
    )


@given(samples, hnp.arrays(float, (5, 4), elements=values))
@quick
def test_scaled_is_always_finite_and_never_falls(matrix, others):
    scaler = fit_scaler(as_sample(matrix), CATALOG)
    scaled = apply_scaler(as_sample(np.sort(others, axis=0)), scaler)
    assert np.isfinite(scaled).all()
    known = np.where(np.isnan(np.sort(others, axis=0)), np.nan, scaled)
    assert not (np.diff(known, axis=0) < 0).any()
    assert (scaler["scale"] > 0).all()
    assert (scaler["lower_bound"] <= scaler["upper_bound"]).all()


@given(
    hnp.arrays(
        float, st.tuples(st.integers(0, 40), st.just(4)), elements=st.integers(-99, 99)
    ),
    st.sampled_from([1e-3, 0.1, 7.0, 1e4]),
    st.integers(-100, 100),
)
@quick
def test_the_unit_of_a_linear_feature_does_not_matter(matrix, factor, shift):
    linear = CATALOG.assign(transform="none")
    other = matrix * factor + shift
    scaled = apply_scaler(as_sample(matrix), fit_scaler(as_sample(matrix), linear))
    same = apply_scaler(as_sample(other), fit_scaler(as_sample(other), linear))
    np.testing.assert_allclose(scaled, same, atol=1e-6)


def test_same_content_same_id_and_other_content_another(sample):
    first = fit_scaler(sample, CATALOG)["scaler_id"][0]
    assert fit_scaler(sample.copy(), CATALOG)["scaler_id"][0] == first
    heavier = CATALOG.assign(weight=[1.0, 0.5, 1.0, 2.5])
    assert fit_scaler(sample, heavier)["scaler_id"][0] != first


def test_decimals_booleans_and_nullable_integers_are_numbers():
    sample = pd.DataFrame(
        {
            "orders": pd.array([1, None, 3], dtype="Int64"),
            "revenue": [decimal.Decimal("1.50"), None, decimal.Decimal("2.00")],
            "online_share": [True, False, True],
            "survey_score": [1.0, 2.0, 3.0],
        }
    )
    assert (fit_scaler(sample, CATALOG)["weight"] > 0).all()


def test_transforms_are_odd_and_keep_order():
    raw = np.array([-8.0, -1.0, 0.0, 0.5, 3.0])
    for transform in TRANSFORMS:
        transformed = transform_values(raw, transform)
        assert (np.diff(transformed) > 0).all()
        np.testing.assert_array_equal(transform_values(-raw, transform), -transformed)


def test_empty_catalogue_and_empty_sample():
    assert len(fit_scaler(as_sample(np.empty((0, 4))), CATALOG)) == 4
    assert fit_scaler(as_sample(np.empty((0, 4))), CATALOG.head(0)).empty


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weight": [1.0, -1.0, 1.0, 1.0]}, "weight of revenue"),
        ({"weight": [1.0, None, 1.0, 1.0]}, "weight of revenue"),
        ({"position": [1, 1, 2, 3]}, "repeats position 1"),
        ({"feature": ["a", "a", "b", "c"]}, "repeats feature a"),
        ({"transform": ["cube", "none", "none", "none"]}, "transforms cube"),
    ],
)
def test_wrong_catalogues_are_refused(sample, change, message):
    with pytest.raises(ValueError, match=message):
        fit_scaler(sample, CATALOG.assign(**change))


def test_wrong_samples_are_refused(sample):
    with pytest.raises(ValueError, match="lacks the columns revenue"):
        fit_scaler(sample.drop(columns="revenue"), CATALOG)
    with pytest.raises(ValueError, match="revenue holds an infinite"):
        fit_scaler(sample.assign(revenue=np.inf), CATALOG)
    with pytest.raises(ValueError, match="revenue holds something"):
        fit_scaler(sample.assign(revenue="many"), CATALOG)
    with pytest.raises(ValueError, match="tail_share"):
        fit_scaler(sample, CATALOG, tail_share=0.5)


@pytest.mark.parametrize(
    ("vectors", "message"),
    [
        ([[1.0, 2.0], [1.0]], "different lengths"),
        ([[1.0], None], "different lengths"),
        ([[1.0], [np.nan]], "1 vectors with a null"),
        ([[1.0], [None]], "1 vectors with a null"),
        ([[np.inf], [-np.inf]], "2 vectors with a null"),
    ],
)
def test_vectors_that_cannot_be_learnt_from_are_refused(vectors, message):
    with pytest.raises(ValueError, match=message):
        stack_vectors(vectors)
    with pytest.raises(ValueError, match=message):
        stack_vectors(as_arrow_column(vectors))


def as_arrow_column(vectors):
    lists = pa.array(vectors, pa.list_(pa.float64()))
    return as_frame(pa.table({"vector": lists}))["vector"]


@pytest.mark.parametrize("vectors", [[[1.0, 2.0], [3.0, 4.0]], [[], []], []])
def test_a_column_of_arrow_lists_is_stacked_as_lists_are(vectors):
    column = as_arrow_column(vectors)
    assert isinstance(column.dtype, pd.ArrowDtype)
    expected = stack_vectors(vectors)
    np.testing.assert_array_equal(stack_vectors(column), expected)
    # Rows taken in another order, as pandas does it.
    np.testing.assert_array_equal(stack_vectors(column.iloc[::-1]), expected[::-1])
    twice = pd.concat([column, column])
    assert len(stack_vectors(twice)) == 2 * len(vectors)


def test_a_table_becomes_a_frame_with_dates():
    frame = as_frame(pa.table({"day": pa.array([date(2025, 1, 2), None])}))
    assert frame["day"].tolist() == [pd.Timestamp(2025, 1, 2), pd.NaT]


def test_importing_the_package_does_not_import_scikit_learn():
    code = (
        "import sys, strata.scaling, strata.clustering, strata.propensity, "
        "strata.metrics; sys.exit('sklearn' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
