"""Calibration of scores: Platt's line or a monotone piecewise line.

A calibration is a table with one row per stretch of the score, in which the calibrated
log-odds are linear.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from strata.metrics import equal_mass_bins
from strata.propensity.candidates import N_FOLDS, fit_logistic
from strata.scaling import significant

# Equal-mass bins of the piecewise calibration before neighbours are pooled: six
# underfit and twenty overfit (simulated on 1,000 to 50,000 rows).
N_BINS = 10

# Minimum rows of each class in a bin for a reliable observed rate.
_MIN_CLASS_ROWS = 10


def calibration_table(
    intercepts: Sequence[float] = (0.0,),
    slopes: Sequence[float] = (1.0,),
    inner_bounds: Sequence[float] = (),
) -> pd.DataFrame:
    """Return a calibration; by default the identity.

    Parameters
    ----------
    intercepts, slopes : sequences of float, shape (n_stretches,)
        Of the calibrated log-odds in each stretch.
    inner_bounds : sequence of float, ascending, shape (n_stretches - 1,)
        Scores at which the second and later stretches begin.

    Returns
    -------
    DataFrame, one row per stretch
        As :attr:`strata.propensity.PropensityModel.calibration`.

    Examples
    --------
    >>> calibration_table([0.0, -1.0], [1.0, 2.0], [1.0])
       stretch    lower_bound  intercept  slope
    0        0 -1.000000e+308        0.0    1.0
    1        1   1.000000e+00       -1.0    2.0
    """
    return pd.DataFrame(
        {
            "stretch": np.arange(len(intercepts)),
            "lower_bound": [-1e308, *map(significant, inner_bounds)],
            "intercept": list(map(significant, intercepts)),
            "slope": list(map(significant, slopes)),
        }
    )


def calibrated_log_odds(scores: np.ndarray, calibration: pd.DataFrame) -> np.ndarray:
    """Return the calibrated log-odds of scores.

    Examples
    --------
    >>> calibration = calibration_table([0.0, -1.0], [1.0, 2.0], [1.0])
    >>> calibrated_log_odds(np.array([-1.0, 1.0, 3.0]), calibration).tolist()
    [-1.0, 1.0, 5.0]
    """
    bounds = calibration["lower_bound"].to_numpy(dtype=float)
    stretch = np.searchsorted(bounds, scores, side="right") - 1
    stretch = np.maximum(stretch, 0)
    intercepts = calibration["intercept"].to_numpy(dtype=float)[stretch]
    slopes = calibration["slope"].to_numpy(dtype=float)[stretch]
    return intercepts + slopes * scores


def calibrate(
    scores: np.ndarray,
    labels: np.ndarray,
    sample_weight: np.ndarray,
    folds: np.ndarray,
) -> tuple[pd.DataFrame | None, str]:
    """Choose between Platt's line and a piecewise line by cross-validated log-loss.

    Parameters
    ----------
    scores : ndarray of float, shape (n_rows,)
        Out-of-fold log-odds.
    labels : ndarray of 0/1, shape (n_rows,)
    sample_weight : ndarray of float above 0, shape (n_rows,)
    folds : ndarray of int, shape (n_rows,)

    Returns
    -------
    calibration : DataFrame or None
        None if the scores are not informative.
    method : {'platt', 'piecewise', 'none'}
        ``piecewise`` if it lowers the log-loss by more than one standard error.
    """
    platt = _platt(scores, labels, sample_weight)
    if platt is None:
        return None, "none"
    piecewise = _piecewise(scores, labels, sample_weight)
    if piecewise is None:
        return platt, "platt"
    gains = np.empty(len(labels))
    for fold in range(N_FOLDS):
        rest = folds != fold
        parts = scores[rest], labels[rest], sample_weight[rest]
        candidates = _platt(*parts), _piecewise(*parts)
        if candidates[0] is None or candidates[1] is None:
            return platt, "platt"
        losses = [
            _log_losses(labels[~rest], calibrated_log_odds(scores[~rest], candidate))
            for candidate in candidates
        ]
        gains[~rest] = losses[0] - losses[1]
    gain = np.average(gains, weights=sample_weight)
    error = np.sqrt((sample_weight**2 * (gains - gain) ** 2).sum())
    error /= sample_weight.sum()
    return (piecewise, "piecewise") if gain > error else (platt, "platt")


def _log_losses(labels: np.ndarray, log_odds: np.ndarray) -> np.ndarray:
    """Return the log-loss of each row; scikit-learn has only the mean."""
    return np.logaddexp(0.0, np.where(labels == 1, -log_odds, log_odds))


def _platt(
    scores: np.ndarray, labels: np.ndarray, sample_weight: np.ndarray
) -> pd.DataFrame | None:
    """Fit a line through the log-odds; None if it does not rise."""
    positives = (sample_weight * labels).sum()
    negatives = sample_weight.sum() - positives
    # Platt's targets: one extra row of each class avoids certainty.
    targets = np.where(
        labels == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2)
    )
    fitted = fit_logistic(
        np.concatenate([scores, scores])[:, None],
        np.repeat([1.0, 0.0], len(scores)),
        np.concatenate([sample_weight * targets, sample_weight * (1 - targets)]),
        C=1e10,
    )
    if not fitted[1] > 1e-6:
        return None
    return calibration_table([fitted[0]], [fitted[1]])


def _piecewise(
    scores: np.ndarray, labels: np.ndarray, sample_weight: np.ndarray
) -> pd.DataFrame | None:
    """Fit a monotone piecewise line through the log-odds of equal-mass bins."""
    bins = equal_mass_bins(scores, sample_weight, N_BINS)
    blocks = [
        _block(scores[bins == part], labels[bins == part], sample_weight[bins == part])
        for part in np.unique(bins)
    ]
    # Pool neighbours that do not rise or have too few rows of a class.
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
    # The first and the last line continue beyond the outermost knots.
    return calibration_table(intercepts, slopes, knots[1:-1])


def _block(scores: np.ndarray, labels: np.ndarray, sample_weight: np.ndarray) -> dict:
    mass = sample_weight.sum()
    return {
        "mass": mass,
        "score": (sample_weight * scores).sum() / mass,
        "rate": (sample_weight * labels).sum() / mass,
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
