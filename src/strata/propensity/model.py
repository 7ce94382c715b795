"""A propensity model as tables, and the reference for the SQL that applies it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from strata.propensity.calibration import calibrated_log_odds


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
    calibration : DataFrame, one row per stretch of the linear score
        ``stretch`` (0, 1, ...), ``lower_bound`` (inclusive; -1e308 on the first),
        ``intercept`` and ``slope`` (0 or more) of the calibrated log-odds, which are
        continuous in the linear score.
    metrics : DataFrame, one row
        See :func:`strata.propensity.fit_propensity`.
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


def linear_score(vectors: np.ndarray, model: PropensityModel) -> np.ndarray:
    """Return the uncalibrated log-odds of each vector, shape (n_rows,)."""
    weights = model.weights.sort_values("position")["weight"].to_numpy(dtype=float)
    vectors = np.asarray(vectors, dtype=float).reshape(-1, len(weights) - 1)
    return weights[0] + (vectors * weights[1:]).sum(axis=1)


def score(vectors: np.ndarray, model: PropensityModel) -> np.ndarray:
    """Score vectors; the reference for the SQL macro.

    Parameters
    ----------
    vectors : array-like of float, shape (n_rows, n_features)
    model : PropensityModel

    Returns
    -------
    ndarray of float in [0, 1], shape (n_rows,)
        Probability, non-decreasing in the linear score.

    Examples
    --------
    >>> from strata.propensity.calibration import calibration_table
    >>> model = PropensityModel(
    ...     model_id="example",
    ...     weights=pd.DataFrame({"position": [0, 1], "weight": [-1.0, 2.0]}),
    ...     calibration=calibration_table(),
    ...     metrics=pd.DataFrame(),
    ... )
    >>> score([[0.5], [2.0]], model).round(3).tolist()
    [0.5, 0.953]
    """
    from scipy.special import expit

    return expit(calibrated_log_odds(linear_score(vectors, model), model.calibration))
