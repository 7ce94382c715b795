"""The settings of a run, and the fixed time frame."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

# Start of the history, anchor of the planted structure, and last possible day.
START = date(2023, 7, 1)
ANCHOR = date(2026, 6, 30)
HORIZON = date(2026, 10, 31)
# Damage that every output must have is in the first year.
FIRST_UNTIL = START + timedelta(days=366)

# Chunk size of people; each chunk has its own random streams.
CHUNK_PEOPLE = 20_000

# Share of people who do not buy.
PROSPECT_SHARE = 0.12

# Days of the anchor, and of the day after the horizon, since the start.
ANCHOR_DAY = (ANCHOR - START).days
END_DAY = (HORIZON - START).days + 1
# The calendar extends by the horizon of the purchase probability.
CALENDAR_DAYS = END_DAY + 120


@dataclass(frozen=True)
class Settings:
    """One run of the generator.

    Attributes
    ----------
    customers : people, at least 1.
    seed : of all random streams.
    until : last day of data (Europe/Paris).
    orders_per_customer, events_per_customer : mean per person up to the anchor.
    chunk_people : people that are made at once; other chunks are other people.
    """

    customers: int
    seed: int
    until: date = ANCHOR
    orders_per_customer: float = 20.0
    events_per_customer: float = 30.0
    chunk_people: int = CHUNK_PEOPLE

    def __post_init__(self) -> None:
        """Reject invalid settings."""
        if self.customers < 1:
            raise ValueError("customers must be at least 1")
        if not 1 <= self.chunk_people <= CHUNK_PEOPLE:
            raise ValueError(f"a chunk has 1 to {CHUNK_PEOPLE} people")
        if self.seed < 0:
            raise ValueError("seed must be 0 or more")
        if not FIRST_UNTIL <= self.until <= HORIZON:
            raise ValueError(
                f"until must lie between {FIRST_UNTIL} and {HORIZON}, not {self.until}"
            )
        if not 2 <= self.orders_per_customer <= 200:
            raise ValueError("orders per customer must lie between 2 and 200")
        if not 0 < self.events_per_customer <= 1000:
            raise ValueError("events per customer must lie above 0, at most 1000")

    @property
    def until_day(self) -> int:
        """Days from the start to the last day of data."""
        return (self.until - START).days

    @property
    def chunks(self) -> int:
        """Number of chunks of people."""
        return -(-self.customers // self.chunk_people)

    def people_of(self, chunk: int) -> np.ndarray:
        """Numbers of the people in a chunk, from 0."""
        first = chunk * self.chunk_people
        return np.arange(first, min(first + self.chunk_people, self.customers))


def stream(seed: int, *path: int) -> np.random.Generator:
    """Return the random stream of a chunk's topic, independent of all others."""
    return np.random.default_rng(np.random.SeedSequence([seed, *path]))
