"""Average linkage: clusters have likely pairs on average, and no contradictions."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strata.identity.clusters import (
    GREATEST_WEIGHT,
    LARGEST_COMPONENT,
    components,
    joining_weights,
)


def joined(records, weights, contradictions=(), surely=10.0):
    """Return {pair: weight at which it joins} of one component."""
    pairs = list(combinations(range(records), 2))
    left, right = np.array(pairs, int).reshape(-1, 2).T
    result = joining_weights(
        np.zeros(len(pairs), int),
        left,
        right,
        np.array([weights[pair] for pair in pairs], float),
        np.array([pair in contradictions for pair in pairs], bool),
        surely=surely,
    )
    return dict(zip(pairs, result, strict=True))


@st.composite
def weighted_components(draw):
    records = draw(st.integers(2, 7))
    pairs = list(combinations(range(records), 2))
    weights = draw(
        st.lists(st.integers(-40, 40), min_size=len(pairs), max_size=len(pairs))
    )
    return records, dict(zip(pairs, weights, strict=True))


@given(weighted_components(), st.integers(-10, 10))
def test_at_any_weight_the_clusters_are_complete(component, least):
    """If two of three pairs are joined, the third pair is joined, too."""
    records, weights = component
    joins = joined(records, weights)
    near = {pair for pair, weight in joins.items() if weight >= least}
    for a, b, c in combinations(range(records), 3):
        assert len(near & {(a, b), (b, c), (a, c)}) != 2


@given(weighted_components(), st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_does_not_matter(component, random):
    records, weights = component
    pairs = list(combinations(range(records), 2))
    expected = joined(records, weights)
    random.shuffle(pairs)
    left, right = np.array(pairs).T
    shuffled = joining_weights(
        np.zeros(len(pairs), int),
        left,
        right,
        np.array([weights[pair] for pair in pairs], float),
        np.zeros(len(pairs), bool),
        surely=10.0,
    )
    if len(set(weights.values())) == len(weights):  # ties may go either way
        found = dict(zip(pairs, shuffled, strict=True))
        assert found == pytest.approx(expected)


@given(weighted_components(), st.data())
def test_what_contradicts_is_never_together(component, data):
    records, weights = component
    pair = data.draw(st.sampled_from(sorted(weights)))
    assert joined(records, weights, {pair})[pair] < -GREATEST_WEIGHT


def test_two_records_join_at_their_own_weight():
    assert joined(2, {(0, 1): 3.5}) == {(0, 1): 3.5}
    assert joined(2, {(0, 1): 99}) == {(0, 1): GREATEST_WEIGHT}


def test_a_chain_does_not_hold_where_its_ends_are_unlike():
    chain = {(0, 1): 5.0, (1, 2): 4.0, (0, 2): -20.0}
    joins = joined(3, chain)
    assert joins[0, 1] == 5.0
    assert joins[1, 2] == joins[0, 2] == (4.0 - 20.0) / 2


def test_one_doubtful_pair_among_sure_ones_is_carried():
    joins = joined(3, {(0, 1): 9.0, (1, 2): 8.0, (0, 2): -1.0})
    assert min(joins.values()) == (8.0 - 1.0) / 2


def test_components_are_told_apart():
    result = joining_weights(
        np.array([0, 1, 1, 1]),
        np.array([0, 2, 2, 3]),
        np.array([1, 3, 4, 4]),
        np.array([-3.0, 6.0, -9.0, 2.0]),
        np.zeros(4, bool),
        surely=10.0,
    )
    assert result.tolist() == [-3.0, 6.0, -3.5, -3.5]


def test_a_component_that_lacks_a_pair_is_refused():
    with pytest.raises(ValueError, match="3 connected records have 2 pairs"):
        joining_weights(
            np.zeros(2, int),
            np.array([0, 1]),
            np.array([1, 2]),
            np.array([1.0, 1.0]),
            np.zeros(2, bool),
            surely=10.0,
        )


def test_nothing_makes_nothing():
    nothing = np.zeros(0)
    none = np.zeros(0, int)
    result = joining_weights(none, none, none, nothing, np.zeros(0, bool), surely=10.0)
    assert len(result) == 0
    assert components(0, none, none, nothing).tolist() == []


def test_what_hangs_together_too_widely_is_taken_apart_at_weak_links():
    """Two groups of maximum size, and one weak link between them."""
    half = LARGEST_COMPONENT
    left = np.r_[np.arange(half - 1), half + np.arange(half - 1), half - 1]
    right = np.r_[1 + np.arange(half - 1), half + 1 + np.arange(half - 1), half]
    weight = np.r_[np.full(2 * (half - 1), 9.0), 1.0]
    found = components(2 * half, left, right, weight)
    assert len(set(found[:half])) == len(set(found[half:])) == 1
    assert found[0] != found[half]


@given(
    st.lists(
        st.tuples(st.integers(0, 19), st.integers(0, 19), st.integers(-3, 25)),
        max_size=40,
    )
)
def test_components_number_every_node_from_zero(edges):
    left, right, weight = np.array(edges, int).reshape(-1, 3).T
    found = components(20, left, right, weight.astype(float))
    assert set(found) == set(range(found.max() + 1))
    for a, b, linking in edges:
        if linking >= -2:
            assert found[a] == found[b]
