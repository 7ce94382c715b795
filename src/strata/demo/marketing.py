"""The table of marketing sends, with randomised arms."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from strata.demo.arrays import (
    blank,
    frame,
    join,
    loaded_after,
    moments,
    money,
    number_text,
    pick,
)
from strata.demo.behaviour import (
    CAMPAIGN_DAYS,
    CONTROL,
    EFFECT_DAYS,
    NOT_ADDRESSED,
    VARIANT_B,
)
from strata.demo.crm import contact_numbers
from strata.demo.people import People
from strata.demo.seasons import to_utc
from strata.demo.settings import Settings, stream

_VARIANTS = ("control", "A", "B")


@dataclass
class Purchases:
    """Purchases to attribute, in any order: person, UTC epoch second, cents."""

    person: np.ndarray
    at: np.ndarray
    cents: np.ndarray


def campaign_name(campaign: int) -> str:
    """Return the id of a campaign."""
    return f"CMP{campaign + 1:02d}"


def make_sends(
    settings: Settings,
    chunk: int,
    people: People,
    arms: np.ndarray,
    purchases: Purchases,
    limit: int,
) -> tuple[pa.Table, np.ndarray]:
    """Make `marketing_sends`; return the rows and the epoch second of each.

    A row of the control arm is a person who was held out: nothing was sent or opened.
    The first purchase within 14 days is attributed to a clicked message. Events after
    `limit` (UTC epoch second) are left out.
    """
    rng = stream(settings.seed, 40, chunk)
    campaign, person = np.nonzero(arms != NOT_ADDRESSED)
    arm = arms[campaign, person].astype(int)
    size = len(person)
    sent = to_utc(CAMPAIGN_DAYS[campaign], 36_000 + rng.integers(0, 7200, size))
    is_sent = arm != CONTROL
    bounced = is_sent & (rng.random(size) < 0.012)
    eager = np.where(arm == VARIANT_B, 0.42, 0.33)
    opened = is_sent & ~bounced & (rng.random(size) < eager)
    clicked = opened & (rng.random(size) < 0.25)
    left = opened & (rng.random(size) < 0.01)
    complained = opened & (rng.random(size) < 0.002)
    opened_at = sent + rng.integers(120, 172_800, size)
    clicked_at = opened_at + rng.integers(5, 900, size)

    # First purchase after the click: keys that sort by person, then time.
    order = np.lexsort((purchases.at, purchases.person))
    base = 1 << 34
    keys = purchases.person[order].astype(np.int64) * base + purchases.at[order]
    spot = np.searchsorted(keys, person.astype(np.int64) * base + clicked_at)
    spot = np.minimum(spot, max(len(keys) - 1, 0))
    if len(keys):
        bought_at, buyer = purchases.at[order][spot], purchases.person[order][spot]
        revenue = purchases.cents[order][spot]
    else:
        bought_at = buyer = revenue = np.full(size, -1)
    within = bought_at <= sent + EFFECT_DAYS * 86_400
    converted = clicked & (buyer == person) & (bought_at >= clicked_at) & within

    names = [campaign_name(number) for number in range(len(CAMPAIGN_DAYS))]
    is_sms = (campaign % 5 == 3) & (people.phone[person] > 0)
    email = people.emails[0].take(pa.array(person))
    phone = join("+336", number_text(people.phone[person]))
    rows = frame(
        "marketing_sends",
        send_id=join(
            number_text(campaign + 1, "M"),
            "-",
            number_text(people.number[person] + 1),
        ),
        campaign_id=pick(names, campaign),
        variant=pick(_VARIANTS, arm - CONTROL),
        channel=pick(("email", "sms"), is_sms.astype(int)),
        email=blank(email, ~is_sms),
        phone=blank(phone, is_sms),
        contact_id=number_text(contact_numbers(people, person, False), "C"),
        sent_at=moments(sent),
        opened_at=moments(opened_at, opened & (opened_at < limit)),
        clicked_at=moments(clicked_at, clicked & (clicked_at < limit)),
        bounced_at=moments(sent + 60, bounced),
        unsubscribed_at=moments(opened_at + 90, left & (opened_at + 90 < limit)),
        complained_at=moments(opened_at + 40, complained & (opened_at + 40 < limit)),
        converted_at=moments(bought_at, converted & (bought_at < limit)),
        revenue=money(revenue, converted & (bought_at < limit)),
        cost=money(np.where(is_sent, np.where(is_sms, 5, 1), 0)),
        loaded_at=loaded_after(sent),
    )
    return rows, sent
