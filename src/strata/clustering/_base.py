"""The protocol of clustering algorithms and the table of prototypes."""

import hashlib
import inspect
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
import pandas as pd
import pyarrow as pa

from strata.scaling import require_columns, stack_vectors

_FLOATS = pa.list_(pa.float64())

# The columns of a table of prototypes. They are typed, because a warehouse cannot infer
# the type of a column without values.
PROTOTYPE_TYPES = {
    "prototype_id": "int64",
    "segment": "str",
    "centre": pd.ArrowDtype(_FLOATS),
    "radius": "float64",
    "whitening": pd.ArrowDtype(pa.list_(_FLOATS)),
    "log_weight": "float64",
    "size": "int64",
    "share": "float64",
}


class Clusterer(ABC):
    """A clustering algorithm in scikit-learn's manner.

    The constructor only stores parameters. :meth:`fit` learns from a matrix of vectors
    and returns the object; learnt attributes end in ``_``. The same vectors, in the
    same order, must give the same result on any machine: fit under
    :func:`strata.threads.single_threaded`.

    Attributes
    ----------
    algorithm : str
        Name of the algorithm, such as ``kmeans``.
    labels_ : ndarray of int, shape (n_rows,)
        Cluster of each row that was fitted: 0 for the largest, -1 for noise.
    """

    algorithm: ClassVar[str]
    labels_: np.ndarray

    @abstractmethod
    def fit(self, vectors: np.ndarray) -> Self:
        """Learn clusters.

        Parameters
        ----------
        vectors : ndarray of float, shape (n_rows, n_features)
            Finite; it may have no rows.
        """

    @abstractmethod
    def prototypes(self) -> pd.DataFrame:
        """Return the prototypes, see :func:`prototype_table`."""

    def get_params(self) -> dict:
        """Return the parameters of the constructor by name."""
        names = list(inspect.signature(type(self).__init__).parameters)[1:]
        return {name: getattr(self, name) for name in names}


def prototype_table(
    centres: np.ndarray | Sequence,
    sizes: np.ndarray | Sequence,
    *,
    labels: np.ndarray | Sequence | None = None,
    radii: np.ndarray | Sequence | None = None,
    whitenings: Sequence | None = None,
    log_weights: np.ndarray | Sequence | None = None,
) -> pd.DataFrame:
    """Return the table with which SQL assigns segments.

    Parameters
    ----------
    centres : array-like of float, shape (n_prototypes, n_features)
        In vector units.
    sizes : array-like of int, shape (n_prototypes,)
        Rows of the sample that each prototype represents.
    labels : array-like of int of 0 or more, shape (n_prototypes,), optional
        Cluster of each prototype. Several prototypes may belong to one cluster, such as
        the micro-centres of a non-convex cluster. By default each is its own cluster.
    radii : array-like of float above 0, shape (n_prototypes,), optional
        Distance from the centre beyond which a vector is noise, in vector units; NaN
        for none.
    whitenings : sequence of matrices, shape (n_prototypes, n_features, n_features), \
optional
        For mixtures: the matrix by which a difference to the centre is multiplied
        before its length is taken.
    log_weights : array-like of float, shape (n_prototypes,), optional
        For mixtures: logarithm of the prior share, with the whitening's determinant.

    Returns
    -------
    DataFrame, one row per prototype
        ``prototype_id`` (0, 1, ... in the order given), ``segment`` (str, the label
        plus 1: "1" for the largest), ``centre``, ``radius``, ``whitening``,
        ``log_weight``, ``size``, and ``share`` of the sizes (0 to 1). The types are
        those of :data:`PROTOTYPE_TYPES`.

    Raises
    ------
    ValueError
        If a radius is not above 0.

    Examples
    --------
    >>> table = prototype_table([[0.0, 1.0], [4.0, 1.0]], sizes=[30, 10])
    >>> table[["prototype_id", "segment", "centre", "size", "share"]]
       prototype_id segment   centre  size  share
    0             0       1  [0. 1.]    30   0.75
    1             1       2  [4. 1.]    10   0.25
    """
    # 0.0 is added to avoid negative zeros.
    centres = np.asarray(centres, dtype=float) + 0.0
    sizes = np.asarray(sizes, dtype=np.int64)
    labels = np.arange(len(centres)) if labels is None else np.asarray(labels)
    unknown = np.full(len(centres), np.nan)
    radii = unknown if radii is None else np.asarray(radii, dtype=float)
    if (radii <= 0).any():
        raise ValueError(f"A radius is {np.nanmin(radii)}: it must be above 0.")
    return pd.DataFrame(
        {
            "prototype_id": np.arange(len(centres)),
            "segment": [str(label + 1) for label in labels],
            "centre": _typed(centres.tolist(), "centre"),
            "radius": radii,
            "whitening": _typed(
                [None] * len(centres) if whitenings is None else whitenings, "whitening"
            ),
            "log_weight": unknown if log_weights is None else log_weights,
            "size": sizes,
            "share": sizes / max(sizes.sum(), 1),
        }
    ).astype(PROTOTYPE_TYPES)


def ordered_vectors(sample: pd.DataFrame) -> np.ndarray:
    """Return the vectors of a sample in the order of the md5 of their entity.

    The order does not depend on the order of the rows. A prefix of it is a random
    sample that changes little if entities are added or removed.

    Parameters
    ----------
    sample : DataFrame, one row per entity
        ``entity_id`` (unique) and ``vector`` (list of n_features finite floats, all of
        one length).

    Returns
    -------
    ndarray of float, shape (n_rows, n_features); (0, 0) without rows

    Raises
    ------
    ValueError
        If columns are missing, entities repeat, or vectors are not as above.
    """
    require_columns(sample, ("entity_id", "vector"), "The sample to cluster")
    repeated = sample.loc[sample["entity_id"].duplicated(), "entity_id"]
    if len(repeated):
        raise ValueError(
            f"The sample to cluster has {len(repeated)} entities twice, such as "
            f"{repeated.iloc[0]}: give one row per entity, at one date."
        )
    ids = sample["entity_id"].astype(str).tolist()
    keys = [(hashlib.md5(key.encode()).digest(), key) for key in ids]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    vectors = stack_vectors(sample["vector"], "The sample to cluster")
    return np.ascontiguousarray(vectors[order])


def assign(
    vectors: np.ndarray | Sequence, centres: np.ndarray | Sequence
) -> tuple[np.ndarray, np.ndarray]:
    """Assign vectors to their nearest centre.

    Parameters
    ----------
    vectors : array-like of float, shape (n_rows, n_features)
    centres : array-like of float, shape (n_centres, n_features)
        At least one.

    Returns
    -------
    nearest : ndarray of int, shape (n_rows,)
        Row of the centre; ties go to the lower one.
    squared : ndarray of float, shape (n_rows,)
        Squared Euclidean distance to it.

    Examples
    --------
    >>> nearest, squared = assign([[0.0], [3.0]], [[1.0], [-1.0]])
    >>> nearest.tolist(), squared.tolist()
    ([0, 0], [1.0, 4.0])
    """
    from scipy.spatial.distance import cdist

    squared = cdist(vectors, centres, "sqeuclidean")
    nearest = squared.argmin(axis=1)
    return nearest, squared[np.arange(len(nearest)), nearest]


def nearest_prototype(
    vectors: np.ndarray | Sequence, prototypes: pd.DataFrame
) -> pd.DataFrame:
    """Assign vectors to their nearest prototype; the reference for the SQL macro.

    Parameters
    ----------
    vectors : array-like of float, shape (n_rows, n_features)
    prototypes : DataFrame, one row per prototype, at least one
        ``prototype_id``, ``segment``, ``centre``, ``radius``, as from
        :func:`prototype_table`.

    Returns
    -------
    DataFrame, one row per vector
        ``segment``: that of the nearest prototype, null for noise, which is a vector
        outside the radius of every prototype of that segment; equal distances go to
        the segment with the lower ``prototype_id``. ``strength`` (0 to 1): 1 - distance
        / distance to the nearest prototype of another segment, and 1 where there is no
        other or the vector lies on one; for noise 1 - radius / distance.

    Examples
    --------
    >>> table = prototype_table([[0.0], [4.0]], sizes=[30, 10], radii=[2.0, 2.0])
    >>> nearest_prototype([[1.0], [8.0]], table)
      segment  strength
    0       1  0.666667
    1     NaN  0.500000
    """
    from scipy.spatial.distance import cdist

    require_columns(
        prototypes,
        ("prototype_id", "segment", "centre", "radius"),
        "The table of prototypes",
    )
    prototypes = prototypes.sort_values("prototype_id", kind="stable")
    centres = stack_vectors(prototypes["centre"], "The table of prototypes")
    distances = cdist(vectors, centres)
    radii = prototypes["radius"].fillna(np.inf).to_numpy()
    # factorize numbers the segments in the order in which they first occur.
    codes, segments = pd.factorize(prototypes["segment"])
    members = [codes == code for code in range(len(segments))]
    of_segments = _least(distances, members)
    in_radii = _least(distances / radii, members)

    rows = np.arange(len(distances))
    nearest = of_segments.argmin(axis=1)
    distance = of_segments[rows, nearest]
    in_radii = in_radii[rows, nearest]
    of_segments[rows, nearest] = np.inf
    other = of_segments.min(axis=1)
    is_noise = in_radii > 1
    strength = np.ones(len(distances))
    np.divide(distance, other, out=strength, where=other > 0)
    strength = np.where(other > 0, 1 - strength, 1.0)
    strength[is_noise] = 1 - 1 / in_radii[is_noise]
    return pd.DataFrame(
        {
            "segment": np.where(is_noise, None, np.asarray(segments)[nearest]),
            "strength": strength,
        }
    )


def _least(distances: np.ndarray, members: list[np.ndarray]) -> np.ndarray:
    """Return the smallest distance to each group of prototypes, one column per
    group."""
    return np.stack([distances[:, each].min(axis=1) for each in members], axis=1)


def _typed(values: Sequence, column: str) -> pd.Series:
    return pd.Series(values, dtype=PROTOTYPE_TYPES[column])
