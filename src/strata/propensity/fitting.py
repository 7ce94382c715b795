"""Fit a propensity model: check, choose, calibrate, validate."""

import numpy as np
import pandas as pd

from strata.propensity.calibration import calibrate, calibration_table
from strata.propensity.candidates import (
    C_VALUES,
    entity_folds,
    fit_logistic,
    out_of_fold_scores,
)
from strata.propensity.judgement import judge, refuse_leaks
from strata.propensity.model import PropensityModel
from strata.scaling import content_id, require_columns, significant, stack_vectors
from strata.threads import single_threaded

TRAINING_COLUMNS = (
    "entity_id",
    "as_of_date",
    "vector",
    "label",
    "sample_weight",
    "role",
)


def fit_propensity(
    training: pd.DataFrame, *, n_features: int | None = None
) -> PropensityModel:
    """Train on the rows of role ``train``, calibrate out of fold, validate out of time.

    Parameters
    ----------
    training : DataFrame, one row per entity and as-of date
        ``entity_id``; ``as_of_date``; ``vector`` (list of n_features finite floats);
        ``label`` (0/1 or bool: positive within the horizon); ``sample_weight`` (above
        0: number of rows that this one represents); ``role`` (``train`` or ``judge``);
        and, if both roles occur, ``label_end_date`` (exclusive end of the label's
        window). Row order does not matter.
    n_features : int, optional
        Length of the vectors, needed only if there are no rows.

    Returns
    -------
    PropensityModel
        Its ``metrics`` row: ``model_id``; ``status`` (``fitted``; ``uncalibrated``: too
        few entities of one class to calibrate; ``no_signal``, ``one_class``,
        ``no_training_rows``: all rows get the base rate, all weights are 0);
        ``penalty_c``; ``calibration_method`` (``platt``, ``piecewise`` or ``none``);
        ``train_rows``, ``train_entities``, ``train_base_rate``, ``train_log_loss`` (out
        of fold, before calibration); ``judge_rows``, ``judge_base_rate``, ``auc``,
        ``log_loss`` (nats), ``brier``, ``calibration_error`` (10 bins of equal mass),
        all on the validation rows with their weights, null without them (``auc`` also
        with one class).

    Raises
    ------
    ValueError
        If columns are missing, an (entity, date) is duplicate, labels, weights, roles
        or vectors are invalid, or a training label's window ends after the first
        validation date, which would leak validation data into training.

    Notes
    -----
    *No class weights*: they would raise every probability. Rare labels may be
    oversampled if ``sample_weight`` corrects the base rate.

    *Penalty*: the one of :data:`strata.propensity.candidates.C_VALUES` with the least
    log-loss over five folds, all rows of one entity in one fold.

    *Calibration* is learnt on the same out-of-fold scores, so on rows that the scoring
    model has not seen. Platt's line, or, if that lowers the cross-validated log-loss by
    more than one standard error, a piecewise line through the observed log-odds of
    equal-mass bins, made monotone by pooling neighbours. The latter is isotonic
    regression without steps: equal probabilities for whole blocks would make ranks and
    deciles useless.

    References
    ----------
    Platt, J. (1999). Probabilistic outputs for support vector machines. Advances in
    Large Margin Classifiers, 61-74. Zadrozny, B. & Elkan, C. (2002). Transforming
    classifier scores into accurate multiclass probability estimates. KDD '02, 694-699.
    Breiman, L. et al. (1984). Classification and regression trees, 78-81 (one standard
    error). Brier, G. W. (1950). Monthly Weather Review 78, 1-3.
    """
    training = _checked_training(training)
    refuse_leaks(training)
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
    judging = training.loc[~is_train].reset_index(drop=True)

    with single_threaded():
        weights, calibration, facts = _fit(vectors[is_train], train, n_features or 0)
        model_id = content_id(weights, calibration)
        model = PropensityModel(model_id, weights, calibration, pd.DataFrame())
        facts |= judge(vectors[~is_train], judging, model)
    metrics = pd.DataFrame([{"model_id": model_id, **facts}])
    return PropensityModel(model_id, weights, calibration, metrics)


def _checked_training(training: pd.DataFrame) -> pd.DataFrame:
    """Return the training rows typed and ordered by entity and date."""
    require_columns(training, TRAINING_COLUMNS, "The training sample")
    keys = training[["entity_id", "as_of_date"]]
    if keys.duplicated().any():
        first = keys.loc[keys.duplicated()].iloc[0]
        raise ValueError(
            f"The training sample has entity {first['entity_id']} twice at "
            f"{first['as_of_date']}: give one row per entity and date."
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
        entity_id=training["entity_id"].astype(str),
        as_of_date=pd.to_datetime(training["as_of_date"]),
        label=labels,
        sample_weight=weights,
    )
    return checked.sort_values(["entity_id", "as_of_date"], ignore_index=True)


def _fit(
    vectors: np.ndarray, train: pd.DataFrame, n_features: int
) -> tuple[pd.DataFrame, pd.DataFrame, dict]:
    """Return weights, calibration and training metrics."""
    from scipy.special import expit, logit
    from sklearn.metrics import log_loss

    facts = {
        "status": "fitted",
        "penalty_c": np.nan,
        "calibration_method": "none",
        "train_rows": len(train),
        "train_entities": int(train["entity_id"].nunique()),
        "train_base_rate": np.nan,
        "train_log_loss": np.nan,
    }
    flat = np.zeros(n_features + 1)
    if train.empty:
        facts["status"] = "no_training_rows"
        return _weights_frame(flat), calibration_table(), facts

    labels = train["label"].to_numpy()
    # Mean 1, so that the penalty does not depend on the unit of the weights.
    sample_weight = train["sample_weight"].to_numpy()
    sample_weight = sample_weight / sample_weight.mean()
    base_rate = float(np.average(labels, weights=sample_weight))
    facts["train_base_rate"] = base_rate
    # Half an extra row of each class keeps the log-odds of a base rate of 0 or 1
    # finite.
    flat[0] = logit((base_rate * len(labels) + 0.5) / (len(labels) + 1))
    if labels.min() == labels.max():
        facts["status"] = "one_class"
        return _weights_frame(flat), calibration_table(), facts

    if (vectors == vectors[0]).all():
        facts["status"] = "no_signal"
        return _weights_frame(flat), calibration_table(), facts

    folds = entity_folds(train["entity_id"])
    scores, C = out_of_fold_scores(vectors, labels, sample_weight, folds)
    if scores is None:
        facts |= {"status": "uncalibrated", "penalty_c": C_VALUES[1]}
        fitted = fit_logistic(vectors, labels, sample_weight, C_VALUES[1])
        return _weights_frame(fitted), calibration_table(), facts
    facts["penalty_c"] = C
    facts["train_log_loss"] = float(
        log_loss(labels, expit(scores), sample_weight=sample_weight)
    )
    calibration, method = calibrate(scores, labels, sample_weight, folds)
    if calibration is None:
        facts["status"] = "no_signal"
        return _weights_frame(flat), calibration_table(), facts
    facts["calibration_method"] = method
    fitted = fit_logistic(vectors, labels, sample_weight, C)
    return _weights_frame(fitted), calibration, facts


def _weights_frame(weights: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "position": np.arange(len(weights)),
            "weight": [significant(weight) for weight in weights],
        }
    )
