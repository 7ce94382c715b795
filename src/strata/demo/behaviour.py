"""Behaviour of people: campaigns that reach them, purchases, web sessions.

Purchases are a Poisson process that follows the trade of the year (`CLOCK`), from the
day a person joins to the day they leave, at the person's own rate. A message of a
campaign raises the rate for the days after. Facts are drawn in two blocks, up to the
anchor and after it, so that output up to an earlier day costs no more. A block is
always drawn as a whole and cut afterwards, so a later last day only adds rows.
"""

from dataclasses import dataclass

import numpy as np

from strata.demo.groups import ORDER_DEVIATION, VOID_SHARE
from strata.demo.people import NEVER, People
from strata.demo.seasons import clock_at, draw_days, draw_seconds, to_utc
from strata.demo.settings import ANCHOR_DAY, CHUNK_PEOPLE, END_DAY, Settings, stream

# First day after each block.
BLOCK_ENDS = (ANCHOR_DAY + 1, END_DAY)

# Days between campaigns, and days that the effect of one lasts.
CAMPAIGN_EVERY = 45
EFFECT_DAYS = 14
# Arms: not addressed, control (chosen, but nothing sent), and two messages.
NOT_ADDRESSED, CONTROL, VARIANT_A, VARIANT_B = range(4)
# Relative effect of each arm on the purchase rate.
LIFT = np.array([0.0, 0.0, 0.25, 0.60])
CAMPAIGN_DAYS = np.arange(20, END_DAY, CAMPAIGN_EVERY)
# Every sixth campaign goes to many people.
CAMPAIGN_REACH = np.where(np.arange(len(CAMPAIGN_DAYS)) % 6 == 5, 0.9, 0.2)
UNSUBSCRIBED_SHARE = 0.04

# The drift: from this day on, people who drift spend more and buy online more.
DRIFT_DAY = ANCHOR_DAY - 29
DRIFT_LOG_AMOUNT = float(np.log(1.35))
DRIFT_LOGIT_ONLINE = 1.2

CHANNELS = ("online", "store", "phone")
ORDER_STATUSES = ("completed", "cancelled", "returned")
CURRENCIES = ("EUR", "GBP", "USD", "CHF")
# Units of the currency per euro.
EXCHANGE_RATES = np.array([1.0, 0.85, 1.15, 0.94])


def draw_arms(settings: Settings, chunk: int, people: People) -> np.ndarray:
    """Draw the arm of each person in each campaign, (campaigns, people).

    Only people who had joined and agreed to marketing are addressed, and never after
    the campaign from which they unsubscribe.
    """
    rng = stream(settings.seed, 2, chunk)
    size = len(people)
    leaves = rng.random(size) < UNSUBSCRIBED_SHARE
    last = np.where(leaves, rng.integers(0, len(CAMPAIGN_DAYS), size), NEVER)
    arms = np.zeros((len(CAMPAIGN_DAYS), size), np.int8)
    for campaign, day in enumerate(CAMPAIGN_DAYS):
        reached = rng.random(size) < CAMPAIGN_REACH[campaign]
        arm = rng.integers(CONTROL, VARIANT_B + 1, size)
        known = people.mailable & (people.joined < day) & (campaign <= last)
        arms[campaign] = np.where(reached & known, arm, NOT_ADDRESSED)
    return arms


@dataclass
class Orders:
    """Orders of a chunk, one entry per order, in the order of time per block.

    Attributes
    ----------
    number : the order's id. person : index into the chunk. day : local.
    at : UTC epoch second. log_amount : in euros, before the drift.
    """

    number: np.ndarray
    person: np.ndarray
    day: np.ndarray
    at: np.ndarray
    log_amount: np.ndarray
    drifted: np.ndarray
    channel: np.ndarray
    discounted: np.ndarray
    status: np.ndarray
    second_account: np.ndarray

    def __len__(self) -> int:
        """Return the number of orders."""
        return len(self.number)

    @property
    def is_purchase(self) -> np.ndarray:
        """Whether the order counts as a purchase."""
        return self.status == 0


def id_room(per_customer: float) -> int:
    """Return how many ids a chunk has for facts of one kind."""
    return int(CHUNK_PEOPLE * max(per_customer, 5) * 4)


def draw_orders(
    settings: Settings, chunk: int, people: People, arms: np.ndarray, block: int
) -> Orders:
    """Draw the orders of a chunk in one block of time."""
    rng = stream(settings.seed, 3, chunk, block)
    first = 0 if block == 0 else BLOCK_ENDS[0]
    begin = np.maximum(people.joined, first)
    end = np.maximum(np.minimum(people.left, BLOCK_ENDS[block]), begin)
    rate = np.where(people.is_buyer, people.traits.rate, 0)
    parts_person, parts_day = [], []
    counts = rng.poisson(rate * (clock_at(end) - clock_at(begin)))
    parts_person.append(np.repeat(np.arange(len(people)), counts))
    parts_day.append(draw_days(rng, clock_at(begin), clock_at(end), counts))
    # Orders added by the campaigns.
    for campaign, day in enumerate(CAMPAIGN_DAYS):
        since = np.clip(day, begin, end)
        to = np.clip(day + EFFECT_DAYS, begin, end)
        more = rate * LIFT[arms[campaign]] * (clock_at(to) - clock_at(since))
        counts = rng.poisson(more)
        parts_person.append(np.repeat(np.arange(len(people)), counts))
        parts_day.append(draw_days(rng, clock_at(since), clock_at(to), counts))
    person, day = np.concatenate(parts_person), np.concatenate(parts_day)

    at = to_utc(day, draw_seconds(rng, len(day)))
    at = np.maximum(at, people.joined_at[person] + 60)
    order = np.argsort(at, kind="stable")
    person, day, at = person[order], day[order], at[order]

    size = len(day)
    drifted = people.drifts[person] & (day >= DRIFT_DAY)
    share = people.traits.online[person]
    odds = share / np.maximum(1 - share, 1e-9)
    odds = np.where(drifted, odds * np.exp(DRIFT_LOGIT_ONLINE), odds)
    online = rng.random(size) < odds / (1 + odds)
    voided = rng.random(size) < VOID_SHARE
    room = id_room(settings.orders_per_customer)
    start = 100_000_000 + chunk * room + (0 if block == 0 else int(room * 0.7))
    if size > room * (0.7 if block == 0 else 0.15):
        raise OverflowError("more orders than ids: fewer orders per customer")
    return Orders(
        number=start + np.arange(size),
        person=person,
        day=day,
        at=at,
        log_amount=people.traits.amount[person]
        + ORDER_DEVIATION * rng.standard_normal(size),
        drifted=drifted,
        channel=np.where(online, 0, np.where(rng.random(size) < 0.92, 1, 2)),
        discounted=rng.random(size) < people.traits.discounted[person],
        status=np.where(voided, rng.integers(1, 3, size), 0),
        second_account=day >= people.second_account_day[person],
    )


@dataclass
class Sessions:
    """Sessions on the web, one entry per session, in the order of time per block."""

    person: np.ndarray
    at: np.ndarray
    device: np.ndarray
    is_known: np.ndarray
    source: np.ndarray
    events: np.ndarray


# Mean further events of a session after its first.
_MORE_EVENTS = 4.0


def draw_sessions(
    settings: Settings, chunk: int, people: People, block: int
) -> Sessions:
    """Draw the sessions of a chunk in one block of time.

    Frequent buyers browse more (square root of the rate); people who do not buy, half
    as much.
    """
    rng = stream(settings.seed, 4, chunk, block)
    first = 0 if block == 0 else BLOCK_ENDS[0]
    begin = np.maximum(people.joined, first)
    end = np.maximum(np.minimum(people.left, BLOCK_ENDS[block]), begin)
    begin, end = clock_at(begin), clock_at(end)
    typical = settings.orders_per_customer / 2.3
    eager = np.where(people.is_buyer, np.sqrt(people.traits.rate / typical), 0.5)
    sessions_a_year = settings.events_per_customer / (1 + _MORE_EVENTS) / 3
    counts = rng.poisson(1.38 * sessions_a_year * eager * (end - begin))
    person = np.repeat(np.arange(len(people)), counts)
    day = draw_days(rng, begin, end, counts)
    at = to_utc(day, draw_seconds(rng, len(day)))
    order = np.argsort(at, kind="stable")
    person, at = person[order], at[order]
    size = len(person)
    return Sessions(
        person=person,
        at=at,
        device=rng.choice(3, size, p=[0.6, 0.33, 0.07]),
        is_known=people.is_buyer[person] & (rng.random(size) < 0.35),
        source=rng.choice(6, size, p=[0.45, 0.2, 0.12, 0.1, 0.08, 0.05]),
        events=1 + rng.poisson(_MORE_EVENTS, size),
    )


def join_orders(blocks: list[Orders]) -> Orders:
    """Join the orders of several blocks."""
    return Orders(
        **{
            name: np.concatenate([getattr(block, name) for block in blocks])
            for name in Orders.__dataclass_fields__
        }
    )
