"""Average linkage: the average match weight at which the clusters of a pair join.

Average linkage (Sokal & Michener 1958): two clusters join if the pairs between them
are, on average, likely enough to be one person. It breaks a chain of likely pairs with
unlike ends, where a transitive closure would link strangers. The weights at which pairs
join are ultrametric: if two pairs with a common record join at some weight or above,
the third pair does, too. So the clusters of any threshold need no further algorithm.
"""

import numpy as np
from scipy.cluster.hierarchy import cophenet, linkage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

# Weights (log2 odds) are clipped to these bounds: one certain pair must not outvote
# many doubtful ones.
GREATEST_WEIGHT = 30.0

# Weight of a link by a rule, if the columns give less.
RULE_WEIGHT = 15.0

# Maximum number of records in a connected component. All of its pairs are compared.
# Larger components are split at their weaker links first.
LARGEST_COMPONENT = 200
COMPONENT_WEIGHTS = (-2, 0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20)

# Weight of pairs that must not be in one cluster; no average outweighs it.
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
        Component of each node, counted from 0. A component is joined by the edges above
        the lowest of `COMPONENT_WEIGHTS` at which it is small enough. If it is too
        large even at the highest, its nodes stay single.
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
    """Return the average weight at which the clusters of each pair join.

    Parameters
    ----------
    component : int array, shape (n_pairs,), ascending
        Connected component; it must have all its pairs.
    left, right : int arrays, shape (n_pairs,)
        The records of each pair.
    weight : float array, shape (n_pairs,)
        log2 of the odds that they are one person.
    is_contradiction : bool array, shape (n_pairs,)
        Pairs that must not be in one cluster, whatever their weight.
    surely : float
        Above this weight no check is needed: if all pairs of a component have more, it
        is one cluster.

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
    # The rest are components of three or more records with contradictory pairs.
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
            f"{size} connected records have {len(left)} pairs: give all of their pairs"
        )
    low, high = np.sort(code.reshape(2, -1), axis=0)
    # Position of the pair in scipy's condensed distances.
    place = size * low - low * (low + 1) // 2 + high - low - 1
    distance = np.empty(len(left))
    distance[place] = GREATEST_WEIGHT - weight
    return GREATEST_WEIGHT - cophenet(linkage(distance, "average"))[place]
