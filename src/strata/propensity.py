"""Learn a calibrated probability from a bounded sample; SQL scores everybody.

What is learnt is a row of weights and a small calibration table, so that the score
of a customer is a formula (:func:`score` is the reference)::

    linear score = list_inner_product(list_prepend(1.0, vector), weights)
    segment      = last row of the calibration whose lower_bound <= linear score
    probability  = 1 / (1 + exp(-(segment.intercept + segment.slope * linear score)))
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from strata.metrics import calibration_error, equal_mass_bins
from strata.scaling import content_id, require_columns, significant, stack_vectors
from strata.threads import single_threaded

# Strengths of the L2 penalty tried, as scikit-learn's C: strong first, so that a tie
# goes to the simpler model.
PENALTIES = (0.001, 0.01, 0.1, 1.0)

N_FOLDS = 5

# Equal-mass bins of the piecewise calibration before neighbours are pooled: six miss
# curves and twenty follow noise (simulated on 1,000 to 50,000 rows).
N_CALIBRATION_BINS = 10

# Rows of each class in a bin below which its observed rate says too little.
_MIN_CLASS_ROWS = 10

TRAINING_COLUMNS = (
    "customer_id",
    "as_of_date",
    "vector",
    "label",
    "sample_weight",
    "role",
)


@dataclass(frozen=True)
class PropensityModel:
    """A calibrated logistic regression as tables.

    Attributes
    ----------
    model_id : str
        Hash of the weights and the calibration: same model, same id.
    weights : DataFrame, one row per position
        ``position`` (0 is the intercept, then 1 .. n_features in the order of the
        vector) and ``weight`` (log-odds per vector unit).
    calibration : DataFrame, one row per segment of the linear score
        ``segment`` (0, 1, ...), ``lower_bound`` (inclusive; -1e308 on the first),
        ``intercept`` and ``slope`` (0 or more) of the calibrated log-odds, which are
        continuous in the linear score.
    metrics : DataFrame, one row
        See :func:`fit_propensity`.
    """

    model_id: str
    weights: pd.DataFrame
    calibration: pd.DataFrame
    metrics: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return the model as one row: metrics, and weights and calibration as lists.

        Returns
        -------
        DataFrame, one row
            ``model_id``, ``weights`` (list of 1 + n_features floats, intercept first),
            ``calibration_lower_bounds``, ``calibration_intercepts``,
            ``calibration_slopes`` (lists of one length), then the metrics.
        """
        lists = pd.DataFrame(
            {
                "model_id": [self.model_id],
                "weights": [self.weights["weight"].tolist()],
                "calibration_lower_bounds": [self.calibration["lower_bound"].tolist()],
                "calibration_intercepts": [self.calibration["intercept"].tolist()],
                "calibration_slopes": [self.calibration["slope"].tolist()],
            }
        )
        return pd.concat([lists, self.metrics.drop(columns="model_id")], axis=1)


def fit_propensity(
    training: pd.DataFrame, *, n_features: int | None = None
) -> PropensityModel:
    """Learn on the rows of role ``train``, calibrate out of fold, judge out of time.

    Parameters
    ----------
    training : DataFrame, one row per customer and as-of date
        ``customer_id``; ``as_of_date``; ``vector`` (list of n_features finite floats);
        ``label`` (0/1 or bool: did it within the horizon); ``sample_weight`` (above
        0: how many rows this one stands for); ``role`` (``train`` or ``judge``); and,
        where both roles occur, ``label_end_date`` (exclusive end of the label's
        window). Row order does not matter.
    n_features : int, optional
        Length of the vectors, needed only where there are no rows.

    Returns
    -------
    PropensityModel
        Its ``metrics`` row: ``model_id``; ``status`` (``fitted``; ``uncalibrated``: too
        few customers of one class to calibrate; ``no_signal``, ``one_class``,
        ``no_training_rows``: everybody gets the base rate, all weights are 0);
        ``penalty_c``; ``calibration_method`` (``platt``, ``piecewise`` or ``none``);
        ``train_rows``, ``train_customers``, ``train_base_rate``, ``train_log_loss``
        (out of fold, before calibration); ``judge_rows``, ``judge_base_rate``,
        ``auc``, ``log_loss`` (nats), ``brier``, ``calibration_error`` (10 bins of
        equal mass), all on the judging rows with their weights, null without them
        (``auc`` also with one class).

    Raises
    ------
    ValueError
        If columns are missing, a (customer, date) stands twice, labels, weights, roles
        or vectors are not as above, or a training label's window ends after the first
        judging date, by which the judgement would have leaked into the learning.

    Notes
    -----
    *No class weights*: they would raise every probability. Rare labels may be sampled
    more densely, with ``sample_weight`` putting the base rate right again.

    *Penalty*: the one of :data:`PENALTIES` with the least log-loss over five folds,
    all rows of one customer in one fold (by md5 of its id), for rows of one customer
    at several dates are near copies.

    *Calibration* is learnt on the same out-of-fold scores, hence on rows that the
    scoring model has not seen. Platt's line, or, if that lowers the cross-validated
    log-loss by more than one standard error, a piecewise line through the observed
    log-odds of equal-mass bins, made monotone by pooling neighbours. The latter is
    isotonic regression without its steps: equal probabilities for whole blocks would
    spoil ranks and deciles.

    References
    ----------
    Platt, J. (1999). Probabilistic outputs for support vector machines. Advances in
    Large Margin Classifiers, 61-74. Zadrozny, B. & Elkan, C. (2002). Transforming
    classifier scores into accurate multiclass probability estimates. KDD '02, 694-699.
    Breiman, L. et al. (1984). Classification and regression trees, 78-81 (one standard
    error). Brier, G. W. (1950). Monthly Weather Review 78, 1-3.
    """
    training = _checked_training(training)
    _refuse_leaks(training)
    vectors = stack_vectors(training["vector"], "The training sample")
    if len(training):
        if n_features is not None and n_features != vectors.shape[1]:
            raise ValueError(
                f"The vectors have {vectors.shape[1]} features, not {n_features}: take "
                "both from the same catalogue."
            )
        n_features = vectors.shape[1]
    is_train = (training["role"] == "train").to_numpy()
    train = training.loc[is_train].reset_index(drop=True)
    judge = training.loc[~is_train].reset_index(drop=True)

    with single_threaded():
        weights, calibration, facts = _fit(vectors[is_train], train, n_features or 0)
        model_id = content_id(weights, calibration)
        model = PropensityModel(model_id, weights, calibration, pd.DataFrame())
        facts |= _judged(vectors[~is_train], judge, model)
    metrics = pd.DataFrame([{"model_id": model_id, **facts}])
    return PropensityModel(model_id, weights, calibration, metrics)


def linear_score(vectors: np.ndarray, model: PropensityModel) -> np.ndarray:
    """Return the uncalibrated log-odds of each vector, shape (n_rows,)."""
    weights = model.weights.sort_values("position")["weight"].to_numpy(dtype=float)
    vectors = np.asarray(vectors, dtype=float).reshape(-1, len(weights) - 1)
    return weights[0] + (vectors * weights[1:]).sum(axis=1)


def score(vectors: np.ndarray, model: PropensityModel) -> np.ndarray:
    """Score vectors; the reference for the SQL that does it for everybody.

    Parameters
    ----------
    vectors : array-like of float, shape (n_rows, n_features)
    model : PropensityModel

    Returns
    -------
    ndarray of float in [0, 1], shape (n_rows,)
        Probability, never falling as the linear score rises.
    """
    return _calibrated(linear_score(vectors, model), model.calibration)


def _checked_training(training: pd.DataFrame) -> pd.DataFrame:
    """Return the training rows typed and ordered by customer and date."""
    require_columns(training, TRAINING_COLUMNS, "The training sample")
    keys = training[["customer_id", "as_of_date"]]
    if keys.duplicated().any():
        first = keys.loc[keys.duplicated()].iloc[0]
        raise ValueError(
            f"The training sample has customer {first['customer_id']} twice at "
            f"{first['as_of_date']}: give one row per customer and date."
        )
    unknown = set(training["role"]) - {"train", "judge"}
    if unknown:
        raise ValueError(
            f"The training sample has roles {', '.join(sorted(map(str, unknown)))}: "
            "only train and judge are known."
        )
    labels = training["label"].to_numpy(dtype=float, na_value=np.nan)
    if not np.isin(labels, (0.0, 1.0)).all():
        raise ValueError(
            "The training sample has labels other than 0 and 1: leave out rows whose "
            "label is not known yet."
        )
    weights = training["sample_weight"].to_numpy(dtype=float, na_value=np.nan)
    if not (np.isfinite(weights) & (weights > 0)).all():
        raise ValueError(
            "The training sample has sample weights that are not finite numbers above "
            "0: give the number of rows that each row stands for (1 if all are there)."
        )
    checked = training.assign(
        customer_id=training["customer_id"].astype(str),
        as_of_date=pd.to_datetime(training["as_of_date"]),
        label=labels,
        sample_weight=weights,
    )
    return checked.sort_values(["customer_id", "as_of_date"], ignore_index=True)


def _refuse_leaks(training: pd.DataFrame) -> None:
    is_train = training["role"] == "train"
    if is_train.all() or not is_train.any():
        return
    require_columns(training, ("label_end_date",), "The training sample")
    judged_at = training.loc[~is_train, "as_of_date"].min()
    label_end = pd.to_datetime(training.loc[is_train, "label_end_date"])
    if label_end.isna().any():
        raise ValueError(
            "The training sample has training rows without label_end_date: give the "
            "end of each label's window."
        )
    if label_end.max() > judged_at:
        raise ValueError(
            f"Training labels look as far as {label_end.max():%Y-%m-%d}, beyond the "
            f"judging date {judged_at:%Y-%m-%d}: train on earlier dates only."
        )


def _fit(
    vectors: np.ndarray, train: pd.DataFrame, n_features: int
) -> tuple[pd.DataFrame, pd.DataFrame, dict]:
    """Return weights, calibration and what the metrics say about the training."""
    facts = {
        "status": "fitted",
        "penalty_c": np.nan,
        "calibration_method": "none",
        "train_rows": len(train),
        "train_customers": int(train["customer_id"].nunique()),
        "train_base_rate": np.nan,
        "train_log_loss": np.nan,
    }
    flat = np.zeros(n_features + 1)
    if train.empty:
        facts["status"] = "no_training_rows"
        return _weights_frame(flat), _segments(), facts

    labels = train["label"].to_numpy()
    # Mean 1, so that the penalty does not depend on the unit of the weights.
    weights = train["sample_weight"].to_numpy()
    weights = weights / weights.mean()
    base_rate = float((weights * labels).sum() / weights.sum())
    facts["train_base_rate"] = base_rate
    # Half a row of each class keeps the log-odds of a base rate of 0 or 1 finite.
    smooth = (base_rate * len(labels) + 0.5) / (len(labels) + 1)
    flat[0] = np.log(smooth / (1 - smooth))
    if labels.min() == labels.max():
        facts["status"] = "one_class"
        return _weights_frame(flat), _segments(), facts

    if (vectors == vectors[0]).all():
        facts["status"] = "no_signal"
        return _weights_frame(flat), _segments(), facts

    folds = _folds(train["customer_id"])
    scores, penalty = _out_of_fold_scores(vectors, labels, weights, folds)
    if scores is None:
        facts |= {"status": "uncalibrated", "penalty_c": PENALTIES[1]}
        fitted = _logistic(vectors, labels, weights, PENALTIES[1])
        return _weights_frame(fitted), _segments(), facts
    facts["penalty_c"] = penalty
    facts["train_log_loss"] = _mean(_log_losses(labels, _sigmoid(scores)), weights)
    calibration, method = _calibrate(scores, labels, weights, folds)
    if calibration is None:
        facts["status"] = "no_signal"
        return _weights_frame(flat), _segments(), facts
    facts["calibration_method"] = method
    fitted = _logistic(vectors, labels, weights, penalty)
    return _weights_frame(fitted), calibration, facts


def _judged(vectors: np.ndarray, judge: pd.DataFrame, model: PropensityModel) -> dict:
    names = ("judge_base_rate", "auc", "log_loss", "brier", "calibration_error")
    facts = {"judge_rows": len(judge), **dict.fromkeys(names, np.nan)}
    if judge.empty:
        return facts
    labels = judge["label"].to_numpy()
    weights = judge["sample_weight"].to_numpy()
    probabilities = score(vectors, model)
    if labels.min() < labels.max():
        from sklearn.metrics import roc_auc_score

        facts["auc"] = float(
            roc_auc_score(labels, probabilities, sample_weight=weights)
        )
    facts["judge_base_rate"] = _mean(labels, weights)
    facts["log_loss"] = _mean(_log_losses(labels, probabilities), weights)
    facts["brier"] = _mean((probabilities - labels) ** 2, weights)
    facts["calibration_error"] = calibration_error(labels, probabilities, weights)
    return facts


def _folds(customer_ids: pd.Series) -> np.ndarray:
    """Return a fold of 0 .. N_FOLDS - 1 for each row, one and the same per customer."""
    digests = {
        key: int.from_bytes(hashlib.md5(key.encode()).digest()[:8]) % N_FOLDS
        for key in customer_ids.unique()
    }
    return customer_ids.map(digests).to_numpy()


def _out_of_fold_scores(
    vectors: np.ndarray, labels: np.ndarray, weights: np.ndarray, folds: np.ndarray
) -> tuple[np.ndarray | None, float]:
    """Return the scores of the best penalty, each row scored by a fit without it."""
    for fold in range(N_FOLDS):
        for part in (labels[folds == fold], labels[folds != fold]):
            if len(part) == 0 or part.min() == part.max():
                return None, np.nan
    scores = np.empty((len(PENALTIES), len(labels)))
    for fold in range(N_FOLDS):
        rest = folds != fold
        path = _logistic_path(vectors[rest], labels[rest], weights[rest], PENALTIES)
        for place, fitted in enumerate(path):
            scores[place, ~rest] = fitted[0] + vectors[~rest] @ fitted[1:]
    best, best_loss, best_penalty = None, np.inf, np.nan
    for penalty, of_penalty in zip(PENALTIES, scores, strict=True):
        loss = _mean(_log_losses(labels, _sigmoid(of_penalty)), weights)
        if loss < best_loss - 1e-9:
            best, best_loss, best_penalty = of_penalty, loss, penalty
    return best, best_penalty


def _logistic(
    vectors: np.ndarray, labels: np.ndarray, weights: np.ndarray, penalty: float
) -> np.ndarray:
    """Return intercept and weights of an L2-penalised logistic regression."""
    (fitted,) = _logistic_path(vectors, labels, weights, [penalty])
    return fitted


def _logistic_path(
    vectors: np.ndarray,
    labels: np.ndarray,
    weights: np.ndarray,
    penalties: Sequence[float],
) -> list[np.ndarray]:
    """Return intercept and weights for each penalty, each from where the last ended."""
    from sklearn.linear_model import LogisticRegression

    # Newton with an exact Hessian: a few passes over the rows, and no dependence on
    # the scale of the features as a first-order solver has.
    model = LogisticRegression(solver="newton-cholesky", tol=1e-6, warm_start=True)
    path = []
    for penalty in penalties:
        model.set_params(C=penalty).fit(vectors, labels, sample_weight=weights)
        path.append(np.concatenate([model.intercept_, model.coef_[0]]))
    return path


def _calibrate(
    scores: np.ndarray, labels: np.ndarray, weights: np.ndarray, folds: np.ndarray
) -> tuple[pd.DataFrame | None, str]:
    """Choose between Platt's line and a piecewise line; None if scores say nothing."""
    platt = _platt(scores, labels, weights)
    if platt is None:
        return None, "none"
    piecewise = _piecewise(scores, labels, weights)
    if piecewise is None:
        return platt, "platt"
    gains = np.empty(len(labels))
    for fold in range(N_FOLDS):
        rest = folds != fold
        parts = scores[rest], labels[rest], weights[rest]
        candidates = _platt(*parts), _piecewise(*parts)
        if candidates[0] is None or candidates[1] is None:
            return platt, "platt"
        losses = [
            _log_losses(labels[~rest], _calibrated(scores[~rest], candidate))
            for candidate in candidates
        ]
        gains[~rest] = losses[0] - losses[1]
    gain = _mean(gains, weights)
    error = np.sqrt((weights**2 * (gains - gain) ** 2).sum()) / weights.sum()
    return (piecewise, "piecewise") if gain > error else (platt, "platt")


def _platt(
    scores: np.ndarray, labels: np.ndarray, weights: np.ndarray
) -> pd.DataFrame | None:
    """Fit a line through the log-odds; None where it does not rise."""
    positives = (weights * labels).sum()
    negatives = weights.sum() - positives
    # Platt's targets: one row of each class in hand against certainty.
    targets = np.where(
        labels == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2)
    )
    fitted = _logistic(
        np.concatenate([scores, scores])[:, None],
        np.repeat([1.0, 0.0], len(scores)),
        np.concatenate([weights * targets, weights * (1 - targets)]),
        penalty=1e10,
    )
    if not fitted[1] > 1e-6:
        return None
    return _segments([significant(fitted[0])], [significant(fitted[1])])


def _piecewise(
    scores: np.ndarray, labels: np.ndarray, weights: np.ndarray
) -> pd.DataFrame | None:
    """Fit a rising piecewise line through the log-odds of equal-mass bins."""
    bins = equal_mass_bins(scores, weights, N_CALIBRATION_BINS)
    blocks = [
        _block(scores[bins == part], labels[bins == part], weights[bins == part])
        for part in np.unique(bins)
    ]
    # Pool neighbours that do not rise or hold too few rows of a class.
    index = 0
    while index < len(blocks):
        block = blocks[index]
        falls = index > 0 and (
            block["rate"] <= blocks[index - 1]["rate"]
            or block["score"] <= blocks[index - 1]["score"]
        )
        if falls or (index > 0 and _is_thin(block)):
            blocks[index - 1 : index + 1] = [_pooled(blocks[index - 1], block)]
            index -= 1
        elif _is_thin(block) and len(blocks) > 1:
            blocks[0:2] = [_pooled(blocks[0], blocks[1])]
        else:
            index += 1
    if len(blocks) < 3:
        return None
    knots = np.array([block["score"] for block in blocks])
    rates = np.array([block["rate"] for block in blocks])
    log_odds = np.log(rates / (1 - rates))
    slopes = np.diff(log_odds) / np.diff(knots)
    intercepts = log_odds[:-1] - slopes * knots[:-1]
    # The first and the last line go on beyond the outermost knots.
    return _segments(intercepts, slopes, knots[1:-1])


def _block(scores: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> dict:
    mass = weights.sum()
    return {
        "mass": mass,
        "score": (weights * scores).sum() / mass,
        "rate": (weights * labels).sum() / mass,
        "positives": labels.sum(),
        "negatives": len(labels) - labels.sum(),
    }


def _pooled(first: dict, second: dict) -> dict:
    mass = first["mass"] + second["mass"]
    pooled = {
        key: (first["mass"] * first[key] + second["mass"] * second[key]) / mass
        for key in ("score", "rate")
    }
    counts = {key: first[key] + second[key] for key in ("positives", "negatives")}
    return {"mass": mass, **pooled, **counts}


def _is_thin(block: dict) -> bool:
    return min(block["positives"], block["negatives"]) < _MIN_CLASS_ROWS


def _segments(intercepts=(0.0,), slopes=(1.0,), inner_bounds=()) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "segment": np.arange(len(intercepts)),
            "lower_bound": [-1e308, *map(significant, inner_bounds)],
            "intercept": list(map(significant, intercepts)),
            "slope": list(map(significant, slopes)),
        }
    )


def _weights_frame(weights: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "position": np.arange(len(weights)),
            "weight": [significant(weight) for weight in weights],
        }
    )


def _calibrated(scores: np.ndarray, calibration: pd.DataFrame) -> np.ndarray:
    bounds = calibration["lower_bound"].to_numpy(dtype=float)
    segment = np.searchsorted(bounds, scores, side="right") - 1
    segment = np.maximum(segment, 0)
    intercepts = calibration["intercept"].to_numpy(dtype=float)[segment]
    slopes = calibration["slope"].to_numpy(dtype=float)[segment]
    return _sigmoid(intercepts + slopes * scores)


def _sigmoid(log_odds: np.ndarray) -> np.ndarray:
    # Beyond 700, exp leaves the range of doubles.
    return 1.0 / (1.0 + np.exp(-np.clip(log_odds, -700.0, 700.0)))


def _log_losses(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    probabilities = np.clip(probabilities, 1e-15, 1 - 1e-15)
    return -np.log(np.where(labels == 1, probabilities, 1 - probabilities))


def _mean(values: np.ndarray, weights: np.ndarray) -> float:
    return float((values * weights).sum() / weights.sum())
