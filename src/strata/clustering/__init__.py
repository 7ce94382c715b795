"""Learn segments from a bounded sample of vectors, choose among them, name them.

Every algorithm is a :class:`Clusterer` in its own module. All of them return a table of
prototypes with the same columns (:data:`PROTOTYPE_TYPES`). SQL assigns segments with it
(macro ``nearest_prototype``; :func:`nearest_prototype` is the reference
implementation).
"""

from strata.clustering._base import (
    PROTOTYPE_TYPES,
    Clusterer,
    assign,
    nearest_prototype,
    ordered_vectors,
    prototype_table,
)
from strata.clustering.kmeans import KMeans
from strata.clustering.naming import describe_prototypes
from strata.clustering.selection import (
    CANDIDATE_COLUMNS,
    ClusterSearch,
    candidate_ks,
)

__all__ = [
    "CANDIDATE_COLUMNS",
    "PROTOTYPE_TYPES",
    "ClusterSearch",
    "Clusterer",
    "KMeans",
    "assign",
    "candidate_ks",
    "describe_prototypes",
    "nearest_prototype",
    "ordered_vectors",
    "prototype_table",
]
