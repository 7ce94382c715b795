import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strata.metrics import calibration_error, equal_mass_bins

rows = st.lists(
    st.tuples(st.integers(0, 1), st.floats(0, 1), st.integers(1, 5)), min_size=1
)


def test_by_hand():
    # Two bins: .1 against a rate of 0, and .9 against a rate of a half.
    error = calibration_error([0, 0, 1, 0], [0.1, 0.1, 0.9, 0.9], n_bins=2)
    assert error == pytest.approx((0.1 + 0.4) / 2)


def test_weights_stand_for_rows():
    labels, probabilities = [0, 1, 1], [0.2, 0.6, 0.7]
    weighted = calibration_error(
        labels, probabilities, sample_weight=[3, 1, 2], n_bins=2
    )
    repeated = calibration_error(
        np.repeat(labels, [3, 1, 2]), np.repeat(probabilities, [3, 1, 2]), n_bins=2
    )
    assert weighted == pytest.approx(repeated)


def test_a_perfect_model_of_2240_rows_shows_little():
    rng = np.random.default_rng(0)
    errors = []
    for _ in range(50):
        probabilities = rng.beta(1, 4, 2_240)
        labels = rng.uniform(size=2_240) < probabilities
        errors.append(calibration_error(labels, probabilities))
    assert 0.005 < np.mean(errors) < 0.02


@settings(deadline=None, max_examples=50)
@given(rows, st.integers(1, 10), st.randoms(use_true_random=False))
def test_in_range_and_free_of_row_order(table, n_bins, random):
    def error_of(rows):
        labels, probabilities, weights = map(list, zip(*rows, strict=True))
        return calibration_error(
            labels, probabilities, sample_weight=weights, n_bins=n_bins
        )

    error = error_of(table)
    assert 0 <= error <= 1
    random.shuffle(table)
    again = error_of(table)
    assert again == pytest.approx(error, abs=1e-12)


@settings(deadline=None, max_examples=50)
@given(rows, st.integers(1, 10))
def test_equal_values_share_a_bin_and_bins_rise(table, n_bins):
    values = np.array([row[1] for row in table])
    weights = np.array([row[2] for row in table], dtype=float)
    bins = equal_mass_bins(values, weights, n_bins)
    order = np.argsort(values)
    assert (np.diff(bins[order]) >= 0).all()
    assert bins.min() >= 0
    assert bins.max() < n_bins
    for value in values:
        assert len(set(bins[values == value])) == 1


def test_no_mass_has_no_error():
    assert np.isnan(calibration_error([], []))
    assert np.isnan(calibration_error([1], [0.5], sample_weight=[0]))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"y_true": [0, 1]}, "2 labels, 1 probabilities"),
        ({"y_true": [2]}, "Labels"),
        ({"y_proba": [1.5]}, "Probabilities"),
        ({"y_proba": [np.nan]}, "Probabilities"),
        ({"sample_weight": [-1]}, "Weights"),
        ({"n_bins": 0}, "n_bins is 0"),
    ],
)
def test_wrong_input_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        calibration_error(**({"y_true": [1], "y_proba": [0.5]} | arguments))
