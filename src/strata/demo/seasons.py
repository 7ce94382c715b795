"""The year of a French retailer, day by day, and local time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from strata.demo.settings import CALENDAR_DAYS, START

PARIS = ZoneInfo("Europe/Paris")
# Monday to Sunday.
_WEEKDAYS = (0.92, 0.90, 1.02, 0.95, 1.10, 1.28, 0.83)
# Relative trade by hour of the day.
_HOURS = np.array(
    [2, 1, 1, 1, 1, 1, 2, 4, 6, 8, 10, 11, 12, 9, 8, 9, 10, 12, 13, 12, 11, 9, 6, 4],
    dtype=float,
)


def _weight(day: date) -> float:
    weight = _WEEKDAYS[day.weekday()]
    month_day = (day.month, day.day)
    if (12, 1) <= month_day <= (12, 23):
        weight *= 1.35
    elif (1, 8) <= month_day <= (2, 4):
        weight *= 1.12
    elif (6, 25) <= month_day <= (7, 22):
        weight *= 1.08
    elif (8, 1) <= month_day <= (8, 20):
        weight *= 0.88
    elif (11, 22) <= month_day <= (11, 30):
        weight *= 1.3
    if month_day in {(12, 25), (1, 1), (5, 1)}:
        weight *= 0.25
    return weight


DAYS = [START + timedelta(days=number) for number in range(CALENDAR_DAYS)]
_weights = np.array([_weight(day) for day in DAYS])
# Trade of a day relative to the mean day of a year.
WEIGHTS = _weights / _weights[:365].mean()
# Trade in years from the start to the beginning of each day.
CLOCK = np.concatenate([[0.0], np.cumsum(WEIGHTS)]) / 365
_offsets = np.array(
    [
        datetime(day.year, day.month, day.day, 12, tzinfo=PARIS).utcoffset()
        // timedelta(seconds=1)
        for day in DAYS
    ]
)
_START_SECOND = int(
    datetime(START.year, START.month, START.day, tzinfo=UTC).timestamp()
)
_HOUR_OF = np.repeat(
    np.arange(24), np.round(_HOURS / _HOURS.sum() * 1000).astype(int)
).astype(np.int64)


def draw_days(rng: np.random.Generator, begin, end, counts) -> np.ndarray:
    """Draw days of a Poisson process that follows the trade of the year.

    Parameters
    ----------
    begin, end : per unit, in trade years (`CLOCK`).
    counts : events per unit.

    Returns
    -------
    Days since the start, one per event, in the order of the units.
    """
    share = rng.random(int(counts.sum()))
    moment = np.repeat(begin, counts) + share * np.repeat(end - begin, counts)
    return np.clip(
        np.searchsorted(CLOCK, moment, side="right") - 1, 0, CALENDAR_DAYS - 1
    )


def draw_seconds(rng: np.random.Generator, size: int) -> np.ndarray:
    """Draw seconds of a trading day, local time."""
    hours = _HOUR_OF[rng.integers(0, len(_HOUR_OF), size)]
    return hours * 3600 + rng.integers(0, 3600, size)


def to_utc(day: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Convert local days since the start and seconds to UTC epoch seconds.

    Days before the start or after the horizon take the offset of the nearest.
    """
    offset = _offsets[np.clip(day, 0, CALENDAR_DAYS - 1)]
    return _START_SECOND + day.astype(np.int64) * 86_400 + second - offset


def offsets_of(epoch: np.ndarray) -> np.ndarray:
    """Seconds that Paris is ahead of UTC, by the day (changed at midnight)."""
    day = (epoch + 3600 - _START_SECOND) // 86_400
    return _offsets[np.clip(day, 0, CALENDAR_DAYS - 1)]


def day_start(day: int) -> int:
    """UTC epoch second at which a local day begins."""
    moment = START + timedelta(days=int(day))
    local = datetime(moment.year, moment.month, moment.day, tzinfo=PARIS)
    return int(local.timestamp())


def season_years(begin, end) -> np.ndarray:
    """Return trade years between two local days (numbers since the start)."""
    begin = np.clip(np.asarray(begin, float), 0, CALENDAR_DAYS)
    end = np.clip(np.asarray(end, float), begin, CALENDAR_DAYS)
    return clock_at(end) - clock_at(begin)


def clock_at(day) -> np.ndarray:
    """Return the trade years from the start to a local day, fractions allowed."""
    return np.interp(day, np.arange(CALENDAR_DAYS + 1), CLOCK)
