"""Say for each pair of records at which average weight its clusters become one.

Average linkage (Sokal & Michener 1958): two clusters are one while the pairs between
them are, on average, likely enough one person. A chain of likely pairs whose ends are
unlike does not hold, where a transitive closure would glue strangers together. The
weights at which pairs join are ultrametric: of those that join at some weight or
above, any two that share a record bring the third pair with them. So whatever least
weight is chosen, the clusters need no further algorithm.
"""

import numpy as np
from scipy.cluster.hierarchy import cophenet, linkage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

# Weights (log2 odds) beyond these count as these: one sure pair must not outvote many
# doubtful ones.
GREATEST_WEIGHT = 30.0

# What a rule's word weighs, where the columns say less.
RULE_WEIGHT = 15.0

# Records that may hang together, whoever they are of. All their pairs are compared;
# what hangs together more widely is taken apart at its weaker links first.
LARGEST_COMPONENT = 200
COMPONENT_WEIGHTS = (-2, 0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20)

# A weight that no average outweighs: of pairs that must not be in one cluster.
NEVER = -1e6


def components(
    size: int, left: np.ndarray, right: np.ndarray, weight: np.ndarray
) -> np.ndarray:
    """Number the components of a graph, none larger than `LARGEST_COMPONENT`.

    Parameters
    ----------
    size : number of nodes.
    left, right : int arrays, shape (n_edges,)
        Nodes that an edge joins, 0 to ``size - 1``.
    weight : float array, shape (n_edges,)

    Returns
    -------
    int array, shape (size,)
        Component of each node, counted from 0. A component is joined by the edges of
        the least of `COMPONENT_WEIGHTS` at which it is small enough; what is too large
        even at the greatest is left as single nodes.
    """
    component = np.full(size, -1, np.int64)
    found = 0
    for least in COMPONENT_WEIGHTS:
        is_open = component < 0
        kept = (weight >= least) & is_open[left] & is_open[right]
        edges = (np.ones(kept.sum(), np.int8), (left[kept], right[kept]))
        label = connected_components(
            coo_array(edges, shape=(size, size)), directed=False
        )[1]
        closed = is_open & (np.bincount(label)[label] <= LARGEST_COMPONENT)
        component[closed] = found + label[closed]
        found += label.max(initial=0) + 1
    is_open = component < 0
    component[is_open] = found + np.arange(is_open.sum())
    return np.unique(component, return_inverse=True)[1]


def joining_weights(
    component: np.ndarray,
    left: np.ndarray,
    right: np.ndarray,
    weight: np.ndarray,
    is_contradiction: np.ndarray,
    *,
    surely: float,
) -> np.ndarray:
    """Return the average weight at which the clusters of each pair become one.

    Parameters
    ----------
    component : int array, shape (n_pairs,), ascending
        What hangs together; it must come with all its pairs.
    left, right : int arrays, shape (n_pairs,)
        The records of each pair.
    weight : float array, shape (n_pairs,)
        log2 of the odds that they are one person.
    is_contradiction : bool array, shape (n_pairs,)
        Pairs that must not be in one cluster, whatever their weight.
    surely : float
        Above this weight nobody asks: a component whose pairs all have more is one.

    Returns
    -------
    float array, shape (n_pairs,)
        At most `GREATEST_WEIGHT`; very small for pairs that never join.

    Raises
    ------
    ValueError
        If a component lacks a pair.
    """
    weight = np.clip(weight, -GREATEST_WEIGHT, GREATEST_WEIGHT)
    weight[is_contradiction] = NEVER
    starts = np.flatnonzero(np.diff(component, prepend=-1))
    ends = np.append(starts[1:], len(component))
    least = np.minimum.reduceat(weight, starts) if len(starts) else weight
    joining = np.repeat(least, ends - starts)
    # What is left are components of three and more records that do not agree.
    is_open = (ends - starts > 1) & (least < surely)
    for start, end in zip(starts[is_open], ends[is_open], strict=True):
        pairs = slice(start, end)
        joining[pairs] = _joining(left[pairs], right[pairs], weight[pairs])
    return joining


def _joining(left: np.ndarray, right: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the weights of one component."""
    records, code = np.unique(np.concatenate([left, right]), return_inverse=True)
    size = len(records)
    if size * (size - 1) // 2 != len(left):
        raise ValueError(
            f"{size} records that hang together have {len(left)} pairs, not all of them"
        )
    low, high = np.sort(code.reshape(2, -1), axis=0)
    # Where scipy has the pair in its list of distances.
    place = size * low - low * (low + 1) // 2 + high - low - 1
    distance = np.empty(len(left))
    distance[place] = GREATEST_WEIGHT - weight
    return GREATEST_WEIGHT - cophenet(linkage(distance, "average"))[place]
