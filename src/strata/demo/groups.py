"""The planted groups: positions, separation, and the assignment by an oracle.

A group has four traits: purchases a year, log amount, share of online orders and share
of discounted orders. All but the smallest group sit on corners of a hypercube that
differ in at least two traits (words of even weight), so groups spread in all directions
and form no chain. The smallest group, the professionals, buys far larger amounts. One
scale for all four traits is found by bisection, so that an oracle that knows every
parameter reaches the target index.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import betaln, gammaln

from strata.demo.settings import PROSPECT_SHARE, stream

# Target of the oracle's adjusted Rand index.
ORACLE_TARGET = 0.905
SMALLEST_SHARE = 0.015
# Half the distance of two corners at scale 1: log rate, log amount, two logits.
_UNITS = np.array([0.65, 0.37, 1.6, 1.6])
_TYPICAL_AMOUNT = 42.0
# Distance of the smallest group's log amount above the highest other group.
_PROFESSIONAL_LEAD = 3.2
# Spread of people within a group: shape of the gamma on the rate, deviation of
# the mean log amount, concentration of the beta on the shares.
RATE_SHAPE = 6.0
PERSON_DEVIATION = 0.27
SHARE_CONCENTRATION = 4.0
# Spread of the log amount of one person's orders.
ORDER_DEVIATION = 0.26
# Share of three years that a buyer is there for (people join and leave).
MEAN_PRESENCE = 0.885
# Share of orders that are cancelled or returned at once.
VOID_SHARE = 0.04


@dataclass(frozen=True)
class Groups:
    """The planted groups; arrays have one entry per group.

    Attributes
    ----------
    share : share of the buyers.
    rate : mean orders a year; amount : mean log amount in euros.
    online, discounted : mean shares of orders.
    scale : the separation that was found.
    """

    share: np.ndarray
    rate: np.ndarray
    amount: np.ndarray
    online: np.ndarray
    discounted: np.ndarray
    scale: float

    def __len__(self) -> int:
        """Return the number of groups."""
        return len(self.share)


def _corners(parity: int) -> np.ndarray:
    words = [word for word in range(16) if word.bit_count() % 2 == parity]
    return np.array(
        [[1.0 - 2 * (word >> bit & 1) for bit in range(4)] for word in words]
    )


def _draw_layout(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw shares and corners; keep the draw whose traits vary most."""
    others = int(rng.integers(3, 10)) - 1
    share = rng.uniform(0.8, 1.6, others)
    share *= (1 - SMALLEST_SHARE) / share.sum()
    best, corners = -1.0, np.empty(0)
    for _ in range(300):
        drawn = _corners(0)[rng.permutation(8)[:others]]
        mean = share @ drawn / share.sum()
        least = (share @ drawn**2 / share.sum() - mean**2).min()
        if least > best + 1e-9:
            best, corners = least, drawn
    smallest = _corners(1)[rng.integers(8)]
    smallest[1] = 1.0
    return np.append(share, SMALLEST_SHARE), np.vstack([corners, smallest])


def _place(share, corners, scale: float, orders_per_customer: float) -> Groups:
    traits = corners * _UNITS * scale
    rate = np.exp(traits[:, 0])
    # Not scaled: such a small group is found only if it is well separated.
    traits[-1, 1] += _PROFESSIONAL_LEAD
    wanted = orders_per_customer / (1 - PROSPECT_SHARE) / 3 / MEAN_PRESENCE
    return Groups(
        share=share,
        rate=rate * wanted / (share @ rate),
        amount=np.log(_TYPICAL_AMOUNT) + traits[:, 1],
        online=1 / (1 + np.exp(-traits[:, 2])),
        discounted=1 / (1 + np.exp(-traits[:, 3])),
        scale=scale,
    )


@dataclass(frozen=True)
class PersonTraits:
    """Traits of buyers; arrays have one entry per person."""

    group: np.ndarray
    rate: np.ndarray
    amount: np.ndarray
    online: np.ndarray
    discounted: np.ndarray


def draw_traits(rng: np.random.Generator, groups: Groups, size: int) -> PersonTraits:
    """Draw people around their groups."""
    group = rng.choice(len(groups), size, p=groups.share)
    online, discounted = groups.online[group], groups.discounted[group]
    weight = SHARE_CONCENTRATION
    return PersonTraits(
        group=group,
        rate=groups.rate[group] * rng.gamma(RATE_SHAPE, 1 / RATE_SHAPE, size),
        amount=groups.amount[group] + PERSON_DEVIATION * rng.standard_normal(size),
        online=rng.beta(weight * online, weight * (1 - online)),
        discounted=rng.beta(weight * discounted, weight * (1 - discounted)),
    )


def oracle(groups: Groups, exposure, orders, log_amount, online, discounted):
    """Assign people to groups with knowledge of every parameter.

    The likelihood of a person's sufficient statistics is exact: the number of
    purchases is negative binomial over the exposure, the mean log amount normal,
    online and discounted orders beta-binomial.

    Parameters
    ----------
    exposure : trade years under observation, above 0.
    orders : purchases; log_amount : their mean log amount (any value if none).
    online, discounted : how many of the purchases.

    Returns
    -------
    The most probable group of each person.
    """
    count = np.asarray(orders, float)[:, None]
    mean = groups.rate[None, :] * (1 - VOID_SHARE) * np.asarray(exposure)[:, None]
    shape = RATE_SHAPE
    score = (
        np.log(groups.share)
        + gammaln(count + shape)
        + shape * np.log(shape / (shape + mean))
        + count * np.log(mean / (shape + mean))
    )
    variance = PERSON_DEVIATION**2 + ORDER_DEVIATION**2 / np.maximum(count, 1)
    distance = (np.asarray(log_amount)[:, None] - groups.amount) ** 2
    score -= np.where(count > 0, distance / variance / 2, 0)
    for some, share in ((online, groups.online), (discounted, groups.discounted)):
        hits = np.asarray(some, float)[:, None]
        first, second = SHARE_CONCENTRATION * share, SHARE_CONCENTRATION * (1 - share)
        score += betaln(hits + first, count - hits + second) - betaln(first, second)
    return score.argmax(axis=1)


def adjusted_rand_index(table: np.ndarray) -> float:
    """Return the adjusted Rand index of a contingency table (Hubert & Arabie)."""
    table = np.asarray(table, float)

    def pairs(count):
        return (count * (count - 1) / 2).sum()

    both, rows, columns = pairs(table), pairs(table.sum(1)), pairs(table.sum(0))
    expected = rows * columns / pairs(table.sum())
    return float((both - expected) / ((rows + columns) / 2 - expected))


def contingency(first: np.ndarray, second: np.ndarray, size: int) -> np.ndarray:
    """Count pairs of labels below `size`."""
    return np.bincount(first * size + second, minlength=size * size).reshape(size, size)


def _oracle_index(groups: Groups, seed: int, people: int = 20_000) -> float:
    rng = stream(seed, 0, 2)
    traits = draw_traits(rng, groups, people)
    orders = rng.poisson(traits.rate * (1 - VOID_SHARE))
    noise = rng.standard_normal(people) / np.sqrt(np.maximum(orders, 1))
    seen = oracle(
        groups,
        np.ones(people),
        orders,
        traits.amount + ORDER_DEVIATION * noise,
        rng.binomial(orders, traits.online),
        rng.binomial(orders, traits.discounted),
    )
    bought = orders > 0
    return adjusted_rand_index(
        contingency(traits.group[bought], seen[bought], len(groups))
    )


@lru_cache(maxsize=8)
def plan_groups(seed: int, orders_per_customer: float) -> Groups:
    """Draw the groups of a seed and find their separation by bisection."""
    share, corners = _draw_layout(stream(seed, 0, 1))
    low, high = 0.3, 4.0
    for _ in range(12):
        scale = (low + high) / 2
        groups = _place(share, corners, scale, orders_per_customer)
        if _oracle_index(groups, seed) < ORACLE_TARGET:
            low = scale
        else:
            high = scale
    return groups
