"""Choose among clusterings of one sample, such as the number of clusters."""

import copy
import json
from collections.abc import Sequence
from typing import Self

import numpy as np
import pandas as pd

from strata.clustering._base import Clusterer
from strata.threads import single_threaded

CANDIDATE_COLUMNS = (
    "algorithm",
    "parameters",
    "n_clusters",
    "silhouette",
    "standard_error",
    "inertia",
    "smallest_share",
    "is_chosen",
)


class ClusterSearch:
    """Fit every candidate on a sample and choose the one with the best silhouette.

    Parameters
    ----------
    candidates : sequence of Clusterer, at least one
        The simplest first: it wins a tie.
    fit_sample : int of 2 or more, default 10000
        First rows of the vectors on which the candidates are fitted; the chosen one is
        fitted on all.
    silhouette_sample : int of 2 or more, default 5000
        Number of first rows on which the silhouette is computed. The cost is quadratic,
        and on 5,000 rows the result is within .005 of that on all rows.
    min_cluster_size : int of 1 or more, default 1
        Minimum number of rows of a cluster.
    min_share : float in [0, 1), default 0
        Minimum share of the rows of a cluster. Candidates with a smaller cluster are
        chosen only if no other candidate has clusters of ``min_cluster_size``.
    fallbacks : sequence of Clusterer, default ()
        Tried in this order if every candidate has a cluster of fewer than
        ``min_cluster_size`` rows. The first without is chosen, else the last. Without
        fallbacks, the best candidate is chosen as it is.

    Attributes
    ----------
    results_ : DataFrame, one row per candidate and fallback tried, in the order given
        ``algorithm``, ``parameters`` (JSON), ``n_clusters`` (that were found),
        ``silhouette`` (mean over rows, -1 to 1, higher is better; null where it is not
        defined, as for one cluster), ``standard_error`` (of that mean), ``inertia``
        (sum of squared distances to the cluster means, squared vector units),
        ``smallest_share`` (0 to 1; null without clusters), ``is_chosen`` (true once).
        Noise is excluded from all figures.
    best_estimator_ : Clusterer
        The chosen candidate or fallback, fitted on all rows.
    is_fallback_ : bool
        True if a fallback is chosen.

    Notes
    -----
    If groups are nested, the best silhouette selects the coarsest division.

    References
    ----------
    Rousseeuw, P. J. (1987). Silhouettes: a graphical aid to the interpretation and
    validation of cluster analysis. J. Comput. Appl. Math. 20, 53-65.

    Examples
    --------
    >>> import numpy as np
    >>> from strata.clustering import KMeans
    >>> noise = np.random.default_rng(0).normal(size=(150, 1))
    >>> vectors = np.tile([[0.0], [10.0], [20.0]], (50, 1)) + noise
    >>> search = ClusterSearch([KMeans(k) for k in (2, 3, 4)]).fit(vectors)
    >>> search.results_[["n_clusters", "is_chosen"]]
       n_clusters  is_chosen
    0           2      False
    1           3       True
    2           4      False
    >>> search.best_estimator_.n_clusters
    3
    """

    def __init__(
        self,
        candidates: Sequence[Clusterer],
        *,
        fit_sample: int = 10_000,
        silhouette_sample: int = 5_000,
        min_cluster_size: int = 1,
        min_share: float = 0.0,
        fallbacks: Sequence[Clusterer] = (),
    ):
        self.candidates = candidates
        self.fit_sample = fit_sample
        self.silhouette_sample = silhouette_sample
        self.min_cluster_size = min_cluster_size
        self.min_share = min_share
        self.fallbacks = fallbacks

    def fit(self, vectors: np.ndarray) -> Self:
        """Choose on a sample of the vectors and fit the chosen candidate on all.

        Parameters
        ----------
        vectors : ndarray of float, shape (n_rows, n_features)
            In random order, as from :func:`ordered_vectors`.

        Raises
        ------
        ValueError
            If there is no candidate or a parameter is out of its range.
        """
        self._check()
        fitted_on = vectors[: self.fit_sample]
        tried = list(self.candidates)
        table = self._table(tried, fitted_on)
        floor = self.min_cluster_size / max(len(vectors), 1)
        self.is_fallback_ = bool(self.fallbacks) and not _are_large(table, floor).any()
        if self.is_fallback_:
            for model in self.fallbacks:
                tried.append(model)
                figures = self._table([model], fitted_on)
                table = pd.concat([table, figures], ignore_index=True)
                if _are_large(figures, floor).all():
                    break
            chosen = len(tried) - 1
        else:
            chosen = _best(table, floor, self.min_share)
        table["is_chosen"] = np.arange(len(table)) == chosen
        self.results_ = table[list(CANDIDATE_COLUMNS)]
        self.best_estimator_ = copy.copy(tried[chosen]).fit(vectors)
        return self

    def _table(self, models: Sequence[Clusterer], vectors: np.ndarray) -> pd.DataFrame:
        """Fit models and return a row of figures of each, without is_chosen."""
        labellings = [copy.copy(model).fit(vectors).labels_ for model in models]
        silhouettes = _silhouettes(vectors[: self.silhouette_sample], labellings)
        return pd.DataFrame(
            [
                _figures(model, vectors, labels, each)
                for model, labels, each in zip(
                    models, labellings, silhouettes, strict=True
                )
            ]
        )

    def _check(self) -> None:
        if not self.candidates:
            raise ValueError("There is no candidate: give one clusterer at least.")
        for name in ("fit_sample", "silhouette_sample"):
            if getattr(self, name) < 2:
                raise ValueError(f"{name} is {getattr(self, name)}: 2 rows at least.")
        if self.min_cluster_size < 1 or not 0 <= self.min_share < 1:
            raise ValueError(
                f"min_cluster_size is {self.min_cluster_size} and min_share "
                f"{self.min_share}: they must be 1 or more, and in [0, 1)."
            )


def candidate_ks(
    vectors: np.ndarray,
    min_k: int,
    max_k: int,
    *,
    min_cluster_size: int = 1,
    fit_sample: int = 10_000,
) -> list[int]:
    """Return the requested numbers of clusters that the data allow.

    Parameters
    ----------
    vectors : ndarray of float, shape (n_rows, n_features)
    min_k, max_k : int, 2 <= min_k <= max_k
        Minimum and maximum number of clusters, both included.
    min_cluster_size : int of 1 or more, default 1
        Minimum number of rows of a cluster. Clusters have at least four times as many
        on average, so that they are still large enough at other dates. With fewer than
        10 x min_cluster_size rows there is only one cluster.
    fit_sample : int, default 10000
        As for :class:`ClusterSearch`.

    Returns
    -------
    list of int, ascending, at least one
        Only 1 if the data cannot be divided; less than ``min_k`` if they cannot be
        divided into as many clusters.

    Raises
    ------
    ValueError
        If the bounds are invalid.

    Examples
    --------
    >>> import numpy as np
    >>> candidate_ks(np.arange(100.0)[:, None], 2, 5)
    [2, 3, 4, 5]
    >>> candidate_ks(np.ones((100, 1)), 2, 5)
    [1]
    """
    if min_k < 2:
        raise ValueError(f"min_k is {min_k}: set it to 2 or more.")
    if min_k > max_k:
        raise ValueError(f"min_k ({min_k}) is above max_k ({max_k}): swap or lower it.")
    if min_cluster_size < 1:
        raise ValueError(f"min_cluster_size is {min_cluster_size}: 1 row at least.")
    if len(vectors) < 10 * min_cluster_size:
        return [1]
    fitted_on = vectors[:fit_sample]
    n_distinct = len(np.unique(fitted_on, axis=0)) if vectors.size else 0
    if n_distinct < 2:
        return [1]
    # A cluster of one row has no silhouette, so each needs two rows.
    largest = min(
        max_k,
        n_distinct,
        len(fitted_on) // 2,
        len(vectors) // max(4 * min_cluster_size, 2),
    )
    return list(range(min(min_k, largest), largest + 1))


def _figures(
    model: Clusterer, vectors: np.ndarray, labels: np.ndarray, silhouettes: np.ndarray
) -> dict:
    """Return a row of the table of candidates, without is_chosen."""
    clusters = [vectors[labels == label] for label in np.unique(labels[labels >= 0])]
    squared = [((rows - rows.mean(axis=0)) ** 2).sum() for rows in clusters]
    shares = [len(rows) / len(vectors) for rows in clusters]
    return {
        "algorithm": model.algorithm,
        "parameters": json.dumps(model.get_params(), sort_keys=True),
        "n_clusters": len(clusters),
        "silhouette": silhouettes.mean(),
        "standard_error": silhouettes.std() / np.sqrt(len(silhouettes)),
        "inertia": float(sum(squared)),
        "smallest_share": min(shares, default=np.nan),
    }


def _are_large(table: pd.DataFrame, min_share: float) -> pd.Series:
    """Return for each row whether no cluster has a smaller share of the rows."""
    return table["smallest_share"] >= min_share


def _best(table: pd.DataFrame, least_share: float, min_share: float) -> int:
    """Return the row with the best silhouette among those without too small
    clusters; where all have one, among all."""
    for share in (max(least_share, min_share), least_share):
        large = table.loc[_are_large(table, share)]
        if len(large):
            table = large
            break
    # Below every silhouette: an undefined one is chosen only if no other is left.
    return int(table["silhouette"].fillna(-2.0).idxmax())


def _silhouettes(
    vectors: np.ndarray, labellings: Sequence[np.ndarray]
) -> list[np.ndarray]:
    """Return the silhouettes of each labelling's rows that are not noise.

    A labelling without two clusters, or of as many clusters as rows, has none: one NaN.
    """
    from scipy.spatial.distance import cdist
    from sklearn.metrics import silhouette_samples

    # Computed once; scikit-learn would compute it for each labelling.
    distances = cdist(vectors, vectors) if len(vectors) else np.empty((0, 0))
    silhouettes = []
    with single_threaded():
        for labels in labellings:
            labels = labels[: len(vectors)]
            kept = labels >= 0
            if not 2 <= len(set(labels[kept])) < kept.sum():
                silhouettes.append(np.array([np.nan]))
                continue
            of_kept = distances if kept.all() else distances[np.ix_(kept, kept)]
            silhouettes.append(
                silhouette_samples(of_kept, labels[kept], metric="precomputed")
            )
    return silhouettes
