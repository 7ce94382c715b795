"""The candidate models: logistic regressions with several penalties."""

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

# Inverse strengths of the L2 penalty, scikit-learn's C: strong first, so that a tie
# goes to the simpler model.
C_VALUES = (0.001, 0.01, 0.1, 1.0)

N_FOLDS = 5


def entity_folds(entity_ids: pd.Series) -> np.ndarray:
    """Return a fold of 0 .. N_FOLDS - 1 for each row, the same for all rows of an
    entity.

    Rows of one entity at several dates are almost copies of each other. The fold is
    derived from the md5 of the id, so it does not depend on the other entities.

    Examples
    --------
    >>> entity_folds(pd.Series(["a", "b", "c", "a"])).tolist()
    [0, 2, 0, 0]
    """
    digests = {
        key: int.from_bytes(hashlib.md5(key.encode()).digest()[:8]) % N_FOLDS
        for key in entity_ids.unique()
    }
    return entity_ids.map(digests).to_numpy()


def fit_logistic(
    vectors: np.ndarray, labels: np.ndarray, sample_weight: np.ndarray, C: float
) -> np.ndarray:
    """Return intercept and weights of an L2-penalised logistic regression."""
    (fitted,) = _logistic_path(vectors, labels, sample_weight, [C])
    return fitted


def out_of_fold_scores(
    vectors: np.ndarray,
    labels: np.ndarray,
    sample_weight: np.ndarray,
    folds: np.ndarray,
) -> tuple[np.ndarray | None, float]:
    """Return the out-of-fold scores of the best C.

    The best C has the lowest log-loss. There is no C and no score if a fold or its
    complement has only one class.

    Parameters
    ----------
    vectors : ndarray of float, shape (n_rows, n_features)
    labels : ndarray of 0/1, shape (n_rows,)
    sample_weight : ndarray of float above 0, shape (n_rows,)
    folds : ndarray of int, shape (n_rows,)
        As from :func:`entity_folds`.

    Returns
    -------
    scores : ndarray of float, shape (n_rows,), or None
        Log-odds.
    C : float
        NaN without scores.
    """
    from scipy.special import expit
    from sklearn.metrics import log_loss

    for fold in range(N_FOLDS):
        for part in (labels[folds == fold], labels[folds != fold]):
            if len(part) == 0 or part.min() == part.max():
                return None, np.nan
    scores = np.empty((len(C_VALUES), len(labels)))
    # Not cross_val_predict: without the path's warm start it takes twice as long.
    for fold in range(N_FOLDS):
        rest = folds != fold
        path = _logistic_path(
            vectors[rest], labels[rest], sample_weight[rest], C_VALUES
        )
        for place, fitted in enumerate(path):
            scores[place, ~rest] = fitted[0] + vectors[~rest] @ fitted[1:]
    best, best_loss, best_c = None, np.inf, np.nan
    for C, of_c in zip(C_VALUES, scores, strict=True):
        loss = log_loss(labels, expit(of_c), sample_weight=sample_weight)
        if loss < best_loss - 1e-9:
            best, best_loss, best_c = of_c, loss, C
    return best, best_c


def _logistic_path(
    vectors: np.ndarray,
    labels: np.ndarray,
    sample_weight: np.ndarray,
    c_values: Sequence[float],
) -> list[np.ndarray]:
    """Return intercept and weights for each C, with a warm start from the last."""
    from sklearn.linear_model import LogisticRegression

    # Newton with an exact Hessian: a few passes over the rows, and unlike a first-order
    # solver no dependence on the scale of the features.
    model = LogisticRegression(solver="newton-cholesky", tol=1e-6, warm_start=True)
    path = []
    for C in c_values:
        model.set_params(C=C).fit(vectors, labels, sample_weight=sample_weight)
        path.append(np.concatenate([model.intercept_, model.coef_[0]]))
    return path
