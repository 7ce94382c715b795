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

# Weights (log2 odds) beyond these count as these: one sure pair must not outvote many
# doubtful ones.
GREATEST_WEIGHT = 30.0

# A weight that no average outweighs: of pairs that must not be in one cluster.
NEVER = -1e6


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
