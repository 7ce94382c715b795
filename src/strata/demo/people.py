"""People: identity, the sources that know them, and their values in each source."""

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from strata.demo.arrays import blank, join, number_text, pick
from strata.demo.groups import Groups, PersonTraits, draw_traits
from strata.demo.names import (
    EMAIL_DOMAINS,
    FIRST_NAMES_F,
    FIRST_NAMES_M,
    LAST_NAMES,
)
from strata.demo.places import COMMUNES, STREETS
from strata.demo.seasons import draw_seconds, to_utc
from strata.demo.settings import (
    ANCHOR_DAY,
    END_DAY,
    PROSPECT_SHARE,
    Settings,
    stream,
)

FIRST_NAMES = FIRST_NAMES_F + FIRST_NAMES_M
# A buyer leaves for good at this rate.
LEAVING_PER_YEAR = 0.004
NEVER = 10 * END_DAY
# Ways to misspell a name.
_TYPOS = 4


def plain(text: str) -> str:
    """Return lower-case ASCII, as in an e-mail address."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return letters.lower().replace(" ", "").replace("'", "")


def misspell(name: str, way: int) -> str:
    """Misspell a name: swap, drop, double or replace a letter."""
    place = 1 + (len(name) * (way + 3)) % max(len(name) - 2, 1)
    head, here, tail = name[:place], name[place : place + 1], name[place + 1 :]
    if way == 0:
        return head + tail[:1] + here + tail[1:]
    if way == 1:
        return head + tail
    if way == 2:
        return head + here + here + tail
    return head + {"e": "r", "i": "u", "n": "m", "a": "q"}.get(here, "e") + tail


@lru_cache
def _misspellings(names: tuple[str, ...]) -> list[str]:
    return [misspell(name, way) for name in names for way in range(_TYPOS)]


@dataclass
class Writing:
    """Values of a set of people in one source; one entry per record."""

    email: pa.Array
    phone: pa.Array
    first_name: pa.Array
    last_name: pa.Array
    address: pa.Array
    postal_code: pa.Array
    city: pa.Array
    insee_code: pa.Array


@dataclass
class People:
    """A chunk of people; arrays have one entry per person.

    Attributes
    ----------
    number : from 0 over all chunks. is_buyer : may purchase.
    traits : rate, amount and shares; meaningless for people who do not buy.
    joined, left : days since the start (joined may be before it); NEVER if not left.
    second_account_day : from this day on, orders come from a second account.
    has_contact, has_lead, has_survey, has_handle, has_comment : known to a source.
    mailable : agreed to marketing by e-mail. drifts : changes in the last month.
    """

    number: np.ndarray
    is_buyer: np.ndarray
    traits: PersonTraits
    joined: np.ndarray
    joined_at: np.ndarray
    left: np.ndarray
    is_woman: np.ndarray
    first: np.ndarray
    last: np.ndarray
    birth_day: np.ndarray
    commune: np.ndarray
    old_commune: np.ndarray
    moved_at: np.ndarray
    street: np.ndarray
    house: np.ndarray
    phone: np.ndarray
    domain: np.ndarray
    address_form: np.ndarray
    income: np.ndarray
    has_contact: np.ndarray
    has_lead: np.ndarray
    has_survey: np.ndarray
    has_handle: np.ndarray
    has_comment: np.ndarray
    second_account_day: np.ndarray
    mailable: np.ndarray
    drifts: np.ndarray
    currency: np.ndarray
    emails: list[pa.Array] = field(default_factory=list)

    def __len__(self) -> int:
        """Return the number of people."""
        return len(self.number)


def draw_people(settings: Settings, chunk: int, groups: Groups) -> People:
    """Draw the people of a chunk."""
    number = settings.people_of(chunk)
    size = len(number)
    rng = stream(settings.seed, 1, chunk)
    is_buyer = rng.random(size) >= PROSPECT_SHARE
    traits = draw_traits(rng, groups, size)

    # Most joined before the start; few join in the last year or later.
    when, spread = rng.random(size), rng.random(size)
    joined = np.select(
        [when < 0.72, when < 0.98, when < 0.995],
        [
            -1500 * spread - 1,
            spread * (ANCHOR_DAY - 365),
            ANCHOR_DAY - 365 + spread * 365,
        ],
        ANCHOR_DAY + 1 + spread * (END_DAY - ANCHOR_DAY - 2),
    ).astype(np.int64)
    joined_at = to_utc(joined, draw_seconds(rng, size))
    lasts = rng.exponential(365 / LEAVING_PER_YEAR, size)
    left = np.minimum(np.maximum(joined, 0) + lasts, NEVER)

    population = np.array([row[3] for row in COMMUNES], float) ** 0.8
    population /= population.sum()
    is_woman = rng.random(size) < 0.56
    first = np.where(
        is_woman,
        rng.integers(0, len(FIRST_NAMES_F), size),
        len(FIRST_NAMES_F) + rng.integers(0, len(FIRST_NAMES_M), size),
    )
    # Name frequencies are uneven; frequent names come first.
    last = (len(LAST_NAMES) * rng.random(size) ** 1.6).astype(np.int64)
    moved = rng.random(size) < 0.12
    moved_day = rng.integers(1, ANCHOR_DAY - 30, size)
    weights = np.array([weight for _, weight in EMAIL_DOMAINS], float)
    age = np.clip(rng.normal(46, 15, size), 18, 92)
    traits_rate = np.log(np.maximum(traits.rate, 0.1))
    income = np.exp(
        10.25
        + 0.35 * rng.standard_normal(size)
        + 0.08 * traits_rate
        + 0.15 * (traits.amount - 3.7)
    )

    opens_second = is_buyer & (joined < ANCHOR_DAY - 500) & (rng.random(size) < 0.026)
    here = np.maximum(joined, 0) + 30
    second_day = (here + rng.random(size) * (ANCHOR_DAY - 380 - here)).astype(np.int64)

    has_contact = rng.random(size) < np.where(is_buyer, 0.8, 0.75)
    people = People(
        number=number,
        is_buyer=is_buyer,
        traits=traits,
        joined=joined,
        joined_at=joined_at,
        left=np.where(is_buyer, left, NEVER),
        is_woman=is_woman,
        first=first,
        last=last,
        birth_day=(
            np.datetime64("2026-01-01") - (age * 365.25).astype("timedelta64[D]")
        ),
        commune=rng.choice(len(COMMUNES), size, p=population),
        old_commune=rng.choice(len(COMMUNES), size, p=population),
        moved_at=np.where(
            moved, np.maximum(to_utc(moved_day, draw_seconds(rng, size)), joined_at), 0
        ),
        street=rng.integers(0, len(STREETS), size),
        house=rng.integers(1, 180, size),
        phone=rng.integers(10_000_000, 100_000_000, size),
        domain=rng.choice(len(weights), size, p=weights / weights.sum()),
        address_form=rng.integers(0, 4, size),
        income=income,
        has_contact=has_contact,
        has_lead=rng.random(size) < np.where(is_buyer, 0.08, 0.6),
        has_survey=rng.random(size) < 0.10,
        has_handle=rng.random(size) < 0.08,
        has_comment=is_buyer & (rng.random(size) < 0.15),
        second_account_day=np.where(opens_second, second_day, NEVER),
        mailable=has_contact & (rng.random(size) < 0.6),
        drifts=is_buyer & (rng.random(size) < 0.35),
        currency=rng.choice(4, size, p=[0.94, 0.02, 0.02, 0.02]),
    )
    people.emails = [_email(people, variant) for variant in range(3)]
    return people


def _email(people: People, variant: int) -> pa.Array:
    """Return the e-mail of each person; variants are other addresses of the same
    person."""
    first = pick([plain(name) for name in FIRST_NAMES], people.first)
    initial = pick([plain(name)[:1] for name in FIRST_NAMES], people.first)
    last = pick([plain(name) for name in LAST_NAMES], people.last)
    number = number_text(people.number + 11)
    domains = [domain for domain, _ in EMAIL_DOMAINS]
    domain = pick(domains, (people.domain + variant) % len(domains))
    shape = pa.array((people.address_form + variant) % 4)
    return pc.choose(
        shape,
        join(first, ".", last, number, "@", domain),
        join(initial, last, number, "@", domain),
        join(last, ".", first, number, "@", domain),
        join(first, number, "@", domain),
    )


def _phone(people: People, index: np.ndarray, form: np.ndarray) -> pa.Array:
    digits = number_text(people.phone[index])
    pairs = [pc.utf8_slice_codeunits(digits, at, at + 2) for at in (0, 2, 4, 6)]
    return pc.choose(
        pa.array(form),
        join("+336", digits),
        join("06", digits),
        join("06", *pairs, separator=" "),
        join("+33 6", *pairs, separator=" "),
        join("06", *pairs, separator="."),
    )


def _name(names, codes, is_wrong, way) -> pa.Array:
    wrong = pick(_misspellings(tuple(names)), codes * _TYPOS + way)
    return pc.if_else(pa.array(is_wrong), wrong, pick(names, codes))


def write_people(
    rng: np.random.Generator, people: People, index: np.ndarray, now: int
) -> Writing:
    """Write people with the values of one source.

    Names are misspelt (6 %) or swapped (2 %), e-mails are other addresses of the person
    (10 %), in capitals (4 %) or missing (6 %), phones have five forms, and addresses
    follow the person's move once it happened before `now` (UTC epoch second), except in
    15 % of the records.
    """
    size = len(index)
    chance = rng.random((5, size))
    way = rng.integers(0, _TYPOS, size)
    first = _name(FIRST_NAMES, people.first[index], chance[0] < 0.03, way)
    last = _name(LAST_NAMES, people.last[index], chance[0] > 0.97, way)
    swapped = pa.array(chance[1] < 0.02)
    first, last = pc.if_else(swapped, last, first), pc.if_else(swapped, first, last)

    variant = np.where(chance[2] < 0.07, 1, np.where(chance[2] < 0.10, 2, 0))
    where = pa.array(index)
    email = pc.choose(pa.array(variant), *[text.take(where) for text in people.emails])
    email = pc.if_else(pa.array(chance[2] > 0.96), pc.utf8_upper(email), email)
    email = blank(email, (chance[3] > 0.06))

    moved_at = people.moved_at[index]
    is_new = (moved_at > 0) & (moved_at < now) & (chance[4] > 0.15)
    never = moved_at == 0
    commune = np.where(is_new | never, people.commune[index], people.old_commune[index])
    street = (people.street[index] + np.where(is_new, 7, 0)) % len(STREETS)
    house = number_text(people.house[index] + np.where(is_new, 3, 0))
    form = rng.choice(5, size, p=[0.4, 0.3, 0.15, 0.1, 0.05])
    return Writing(
        email=email,
        phone=blank(_phone(people, index, form), rng.random(size) > 0.15),
        first_name=first,
        last_name=last,
        address=blank(join(house, " ", pick(STREETS, street)), rng.random(size) > 0.05),
        postal_code=pick([row[1] for row in COMMUNES], commune),
        city=pick([row[2] for row in COMMUNES], commune),
        insee_code=pick([row[0] for row in COMMUNES], commune),
    )
