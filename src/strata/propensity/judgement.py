"""Validate a model on later dates, and reject training rows that leak them."""

import numpy as np
import pandas as pd

from strata.metrics import calibration_error
from strata.propensity.model import PropensityModel, score
from strata.scaling import require_columns


def refuse_leaks(training: pd.DataFrame) -> None:
    """Raise ValueError if a training label ends after the first validation date.

    Parameters
    ----------
    training : DataFrame
        ``role``, ``as_of_date`` and, if both roles occur, ``label_end_date``.
    """
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


def judge(vectors: np.ndarray, judging: pd.DataFrame, model: PropensityModel) -> dict:
    """Return the metrics of a model on the validation rows.

    Parameters
    ----------
    vectors : ndarray of float, shape (n_rows, n_features)
    judging : DataFrame, shape (n_rows, ...)
        ``label`` and ``sample_weight``.
    model : PropensityModel

    Returns
    -------
    dict
        ``judge_rows``, ``judge_base_rate``, ``auc``, ``log_loss`` (nats), ``brier`` and
        ``calibration_error``; NaN if undefined.
    """
    names = ("judge_base_rate", "auc", "log_loss", "brier", "calibration_error")
    facts = {"judge_rows": len(judging), **dict.fromkeys(names, np.nan)}
    if judging.empty:
        return facts
    from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

    labels = judging["label"].to_numpy()
    probabilities = score(vectors, model)
    weighted = {"sample_weight": judging["sample_weight"].to_numpy()}
    if labels.min() < labels.max():
        facts["auc"] = float(roc_auc_score(labels, probabilities, **weighted))
    classes = {"labels": [0, 1], **weighted}
    facts["judge_base_rate"] = float(
        np.average(labels, weights=weighted["sample_weight"])
    )
    facts["log_loss"] = float(log_loss(labels, probabilities, **classes))
    facts["brier"] = float(brier_score_loss(labels, probabilities, **classes))
    facts["calibration_error"] = calibration_error(labels, probabilities, **weighted)
    return facts
