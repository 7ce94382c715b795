import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
from sklearn.model_selection import PredefinedSplit, cross_val_predict

from strata.propensity import PropensityModel, fit_propensity, linear_score, score
from strata.propensity.calibration import calibrate, calibrated_log_odds
from strata.propensity.candidates import C_VALUES, entity_folds, out_of_fold_scores

quick = settings(max_examples=15, deadline=None)
WEIGHTS = np.array([1.0, -0.7, 0.3, 0.0])


def as_training(vectors, labels, date="2025-01-01", role="train", prefix="shop"):
    date = pd.Timestamp(date)
    return pd.DataFrame(
        {
            "entity_id": [f"{prefix}:{row}" for row in range(len(vectors))],
            "as_of_date": date,
            "vector": [list(map(float, vector)) for vector in vectors],
            "label": labels,
            "sample_weight": 1.0,
            "role": role,
            "label_end_date": date + pd.Timedelta(days=90),
        }
    )


def probability(vectors):
    return 1 / (1 + np.exp(1.5 - vectors @ WEIGHTS))


def simulated(n_entities=3_000, seed=0, curve=probability):
    """Three training dates and one judging date of the same entities."""
    rng = np.random.default_rng(seed)
    base = rng.normal(size=(n_entities, 4))
    parts = []
    for date in ("2025-01-01", "2025-02-01", "2025-03-01", "2025-06-01"):
        vectors = base + rng.normal(0, 0.2, base.shape)
        labels = rng.uniform(size=n_entities) < curve(vectors)
        role = "judge" if date == "2025-06-01" else "train"
        parts.append(as_training(vectors, labels, date, role))
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def training():
    return simulated()


@pytest.fixture(scope="module")
def model(training):
    return fit_propensity(training)


def metric(model, name):
    return model.metrics[name].iloc[0]


def judged(training):
    judge = training[training["role"] == "judge"]
    return np.array(judge["vector"].tolist()), judge["label"].to_numpy()


def test_the_planted_probability_is_found(training, model):
    vectors, labels = judged(training)
    assert metric(model, "status") == "fitted"
    assert metric(model, "auc") > roc_auc_score(labels, probability(vectors)) - 0.01
    assert metric(model, "calibration_error") < 0.02
    assert np.abs(score(vectors, model) - probability(vectors)).mean() < 0.02
    learnt = model.weights["weight"].to_numpy()
    np.testing.assert_allclose(learnt, [-1.5, *WEIGHTS], atol=0.15)


def test_metrics_are_those_of_scikit_learn(training, model):
    vectors, labels = judged(training)
    probabilities = score(vectors, model)
    assert metric(model, "auc") == pytest.approx(roc_auc_score(labels, probabilities))
    assert metric(model, "log_loss") == pytest.approx(log_loss(labels, probabilities))
    assert metric(model, "brier") == pytest.approx(
        brier_score_loss(labels, probabilities)
    )
    assert metric(model, "train_rows") == 9_000
    assert metric(model, "train_entities") == 3_000
    assert metric(model, "judge_rows") == 3_000


def test_the_row_for_sql_scores_as_python_does(training, model):
    vectors, _ = judged(training)
    row = model.to_frame().iloc[0]
    assert len(model.to_frame()) == 1
    linear = np.insert(vectors, 0, 1.0, axis=1) @ np.array(row["weights"])
    np.testing.assert_allclose(linear, linear_score(vectors, model))
    expected = []
    for value in linear:
        segment = max(
            index
            for index, bound in enumerate(row["calibration_lower_bounds"])
            if bound <= value
        )
        intercept = row["calibration_intercepts"][segment]
        slope = row["calibration_slopes"][segment]
        expected.append(1 / (1 + np.exp(-(intercept + slope * value))))
    np.testing.assert_allclose(score(vectors, model), expected)


def test_a_bent_truth_is_calibrated_piecewise():
    def bent(vectors):
        linear = vectors @ WEIGHTS
        return 1 / (1 + np.exp(2.5 - 0.3 * linear - 2 * np.maximum(linear, 0)))

    training = simulated(6_000, curve=bent)
    model = fit_propensity(training)
    assert metric(model, "calibration_method") == "piecewise"
    assert metric(model, "calibration_error") < 0.02
    vectors, _ = judged(training)
    assert np.abs(score(vectors, model) - bent(vectors)).mean() < 0.02


def test_a_straight_truth_is_calibrated_by_a_line():
    rng = np.random.default_rng(3)
    scores = rng.normal(-1, 1.5, 20_000)
    labels = (rng.uniform(size=20_000) < 1 / (1 + np.exp(-scores))).astype(float)
    folds = rng.integers(0, 5, 20_000)
    calibration, method = calibrate(scores, labels, np.ones(20_000), folds)
    assert method == "platt"
    assert calibration["slope"][0] == pytest.approx(1, abs=0.1)
    assert calibration["intercept"][0] == pytest.approx(0, abs=0.1)


def test_calibration_is_continuous_and_rises():
    def saturating(vectors):
        return 0.5 + 0.4 * np.tanh(2 * vectors @ WEIGHTS)

    model = fit_propensity(simulated(4_000, curve=saturating))
    bounds = model.calibration["lower_bound"].to_numpy()[1:]
    assert len(bounds)
    below = calibrated_log_odds(np.nextafter(bounds, -np.inf), model.calibration)
    at = calibrated_log_odds(bounds, model.calibration)
    np.testing.assert_allclose(below, at, atol=1e-9)
    assert (model.calibration["slope"] > 0).all()


@quick
@given(st.integers(0, 10_000), st.integers(1, 400), st.integers(1, 3))
def test_probabilities_lie_in_0_to_1_and_rise_with_the_score(seed, n_rows, n_features):
    rng = np.random.default_rng(seed)
    vectors = rng.integers(-2, 3, (n_rows, n_features)) * 1.0
    labels = rng.uniform(size=n_rows) < rng.uniform()
    model = fit_propensity(as_training(vectors, labels))
    others = rng.normal(0, 10, (200, n_features))
    probabilities = score(others, model)
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    order = np.argsort(linear_score(others, model), kind="stable")
    assert (np.diff(probabilities[order]) >= -1e-9).all()


def test_row_order_changes_nothing(training, model):
    again = fit_propensity(training.sample(frac=1, random_state=1))
    assert again.model_id == model.model_id
    pd.testing.assert_frame_equal(again.to_frame(), model.to_frame(), check_exact=True)


def test_weights_stand_for_rows_and_keep_the_base_rate(training, model):
    rng = np.random.default_rng(0)
    rare = training["label"].to_numpy()
    kept = training[rare | (rng.uniform(size=len(training)) < 0.5)]
    weighted = fit_propensity(
        kept.assign(sample_weight=np.where(kept["label"], 1.0, 2.0))
    )
    vectors, _ = judged(training)
    assert score(vectors, weighted).mean() == pytest.approx(
        score(vectors, model).mean(), abs=0.01
    )
    doubled = fit_propensity(training.assign(sample_weight=2.0))
    np.testing.assert_allclose(
        doubled.weights["weight"], model.weights["weight"], rtol=1e-9
    )


def test_all_rows_of_an_entity_are_in_one_fold():
    entities = pd.Series([f"shop:{row % 500}" for row in range(5_000)])
    folds = entity_folds(entities)
    assert pd.Series(folds).groupby(entities).nunique().eq(1).all()
    assert np.bincount(folds).min() > 600


def test_out_of_fold_scores_are_those_of_scikit_learn(training):
    train = training[training["role"] == "train"]
    vectors, labels = np.array(train["vector"].tolist()), train["label"].to_numpy()
    folds = entity_folds(train["entity_id"])
    scores, C = out_of_fold_scores(vectors, labels, np.ones(len(labels)), folds)
    of_c = {
        candidate: cross_val_predict(
            LogisticRegression(C=candidate, solver="newton-cholesky", tol=1e-9),
            vectors,
            labels,
            cv=PredefinedSplit(folds),
            method="decision_function",
        )
        for candidate in C_VALUES
    }
    losses = {
        candidate: log_loss(labels, 1 / (1 + np.exp(-theirs)))
        for candidate, theirs in of_c.items()
    }
    assert losses[C] == pytest.approx(min(losses.values()), abs=1e-6)
    np.testing.assert_allclose(scores, of_c[C], atol=1e-4)


def test_constant_features_weigh_nothing(training):
    training = training.assign(vector=[[*row, 0.0] for row in training["vector"]])
    assert fit_propensity(training).weights["weight"].iloc[-1] == 0


@pytest.mark.parametrize(("label", "extreme"), [(0, 0.01), (1, 0.99)])
def test_one_class_gives_the_base_rate(label, extreme):
    model = fit_propensity(as_training(np.eye(4).repeat(50, axis=0), label))
    assert metric(model, "status") == "one_class"
    assert (model.weights["weight"].iloc[1:] == 0).all()
    probabilities = score(np.eye(4), model)
    assert len(set(probabilities)) == 1
    assert abs(probabilities[0] - label) < abs(extreme - label)


def test_no_training_rows():
    empty = as_training([], [])
    model = fit_propensity(empty, n_features=3)
    assert metric(model, "status") == "no_training_rows"
    assert model.weights["weight"].tolist() == [0.0] * 4
    judge = as_training(np.eye(3), [0, 1, 0], role="judge")
    model = fit_propensity(judge)
    assert metric(model, "status") == "no_training_rows"
    assert metric(model, "auc") == 0.5


def test_features_that_say_nothing():
    rng = np.random.default_rng(1)
    model = fit_propensity(as_training(np.zeros((300, 2)), rng.uniform(size=300) < 0.3))
    assert metric(model, "status") == "no_signal"
    base_rate = metric(model, "train_base_rate")
    assert score([[5.0, 5.0]], model)[0] == pytest.approx(base_rate, abs=0.01)


def test_too_few_entities_of_a_class_stay_uncalibrated():
    vectors = np.random.default_rng(2).normal(size=(40, 2))
    model = fit_propensity(as_training(vectors, [1, 1, *[0] * 38]))
    assert metric(model, "status") == "uncalibrated"
    assert metric(model, "calibration_method") == "none"


def test_without_judging_rows_the_judgement_is_null(training):
    model = fit_propensity(training[training["role"] == "train"])
    assert metric(model, "judge_rows") == 0
    names = ["auc", "log_loss", "brier", "calibration_error", "judge_base_rate"]
    assert model.metrics[names].isna().all(axis=None)


def test_judging_rows_of_one_class_have_no_auc(training):
    one = training.assign(
        label=training["label"].where(training["role"] == "train", False)
    )
    model = fit_propensity(one)
    assert np.isnan(metric(model, "auc"))
    assert metric(model, "log_loss") > 0


def test_the_judging_rows_teach_nothing(training, model):
    is_judge = training["role"] == "judge"
    flipped = training.assign(label=training["label"] ^ is_judge)
    assert fit_propensity(flipped).model_id == model.model_id


def test_label_windows_may_end_at_the_judging_date_but_not_after(training):
    judging = pd.Timestamp("2025-06-01")
    assert isinstance(
        fit_propensity(training.assign(label_end_date=judging)), PropensityModel
    )
    with pytest.raises(ValueError, match="as far as 2025-06-02, beyond the judging"):
        fit_propensity(training.assign(label_end_date=pd.Timestamp("2025-06-02")))
    with pytest.raises(ValueError, match="without label_end_date"):
        fit_propensity(training.assign(label_end_date=pd.NaT))
    with pytest.raises(ValueError, match="lacks the columns label_end_date"):
        fit_propensity(training.drop(columns="label_end_date"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"label": 2}, "labels other than 0 and 1"),
        ({"label": None}, "labels other than 0 and 1"),
        ({"sample_weight": 0.0}, "sample weights"),
        ({"sample_weight": np.inf}, "sample weights"),
        ({"role": "score"}, "roles score"),
        ({"entity_id": "shop:1"}, "entity shop:1 twice"),
    ],
)
def test_wrong_rows_are_refused(change, message):
    training = as_training(np.eye(3), [0, 1, 0])
    with pytest.raises(ValueError, match=message):
        fit_propensity(training.assign(**change))


def test_wrong_vectors_are_refused():
    training = as_training(np.eye(3), [0, 1, 0])
    with pytest.raises(ValueError, match="lacks the columns vector"):
        fit_propensity(training.drop(columns="vector"))
    with pytest.raises(ValueError, match="have 3 features, not 5"):
        fit_propensity(training, n_features=5)
    with pytest.raises(ValueError, match="NaN"):
        fit_propensity(training.assign(vector=[[np.nan]] * 3))
