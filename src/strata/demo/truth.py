"""The ground truth for tests and benchmarks, which no model may read."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from strata.demo.arrays import number_text, pick
from strata.demo.behaviour import (
    CAMPAIGN_DAYS,
    CAMPAIGN_REACH,
    DRIFT_DAY,
    DRIFT_LOG_AMOUNT,
    DRIFT_LOGIT_ONLINE,
    EFFECT_DAYS,
    LIFT,
    Orders,
)
from strata.demo.crm import (
    ACTIVITY_EFFECT,
    EMPLOYEES_EFFECT,
    JOB_TITLE_EFFECTS,
    LEAD_INTERCEPT,
    LEAD_SOURCES,
    Leads,
)
from strata.demo.groups import VOID_SHARE, Groups, contingency, oracle
from strata.demo.marketing import campaign_name
from strata.demo.people import LEAVING_PER_YEAR, NEVER, People
from strata.demo.seasons import DAYS, season_years
from strata.demo.settings import START, Settings
from strata.demo.shop import account_numbers

MONTHS, HORIZON_DAYS = 13, 90


def as_of_days(settings: Settings) -> list[int]:
    """Return as-of dates as days since the start: first days of months, until + 1."""
    scored = START + timedelta(days=settings.until_day + 1)
    months = 12 * scored.year + scored.month - 1
    firsts = [
        date(month // 12, month % 12 + 1, 1)
        for month in range(months - MONTHS + 1, months + 1)
    ]
    days = {(day - START).days for day in (*firsts, scored)}
    return sorted(day for day in days if day > 0)


def purchase_probability(
    settings: Settings, people: People, arms: np.ndarray
) -> pa.Table:
    """Return the probability of at least one purchase within 90 days of a date.

    Given the person's true rate, whether they left before the date, and the season;
    averaged over later departures and over the arms of future campaigns (arms of the
    last days are taken as drawn). One row per person and date at which the person had
    joined, with the account they order from at that date.
    """
    rate = people.traits.rate * (1 - VOID_SHARE)
    parts = []
    for day in as_of_days(settings):
        who = np.flatnonzero(people.is_buyer & (people.joined < day))
        is_second = people.second_account_day[who] < day
        pace = rate[who]
        expected = pace * season_years(day, day + HORIZON_DAYS)
        leaving = LEAVING_PER_YEAR * HORIZON_DAYS / 365
        either = expected + leaving
        none = leaving / either * (1 - np.exp(-either)) + np.exp(-either)
        for campaign, sent in enumerate(CAMPAIGN_DAYS):
            if sent + EFFECT_DAYS <= day or sent >= day + HORIZON_DAYS:
                continue
            span = season_years(max(sent, day), min(sent + EFFECT_DAYS, day + 90))
            if sent < day:
                none = none * np.exp(-pace * LIFT[arms[campaign, who]] * span)
            else:
                arm = np.exp(-np.outer(pace, LIFT[1:]) * span).mean(axis=1)
                reach = CAMPAIGN_REACH[campaign] * people.mailable[who]
                none = none * (1 - reach + reach * arm)
        chance = np.where(people.left[who] <= day, 0.0, 1 - none)
        parts.append(
            pa.table(
                {
                    "person_id": number_text(people.number[who] + 1, "P"),
                    "account_id": number_text(account_numbers(people, who, is_second)),
                    "as_of_date": pa.array(
                        np.full(len(who), np.datetime64(DAYS[day], "D"))
                    ),
                    "probability": pa.array(chance.astype(np.float32)),
                }
            )
        )
    return pa.concat_tables(parts).combine_chunks()


def _assign(
    people: People,
    groups: Groups,
    orders: Orders,
    arms: np.ndarray,
    first: int,
    last: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Return each person's purchases in [first, last) and the oracle's group."""
    size = len(people)
    seen = orders.is_purchase & (orders.day >= first) & (orders.day < last)
    person = orders.person[seen]
    count = np.bincount(person, minlength=size)
    log_sum = np.bincount(person, orders.log_amount[seen], size)
    online = np.bincount(person, orders.channel[seen] == 0, size)
    discounted = np.bincount(person, orders.discounted[seen], size)
    begin, end = np.maximum(people.joined, first), np.minimum(people.left, last)
    exposure = season_years(begin, end)
    for campaign, sent in enumerate(CAMPAIGN_DAYS):
        since, to = np.maximum(begin, sent), np.minimum(end, sent + EFFECT_DAYS)
        exposure += LIFT[arms[campaign]] * season_years(since, np.maximum(since, to))
    group = oracle(
        groups,
        np.maximum(exposure, 1e-6),
        count,
        log_sum / np.maximum(count, 1),
        online,
        discounted,
    )
    return count, group


def make_persons(
    settings: Settings, people: People, groups: Groups, orders: Orders, arms: np.ndarray
) -> tuple[pa.Table, np.ndarray, np.ndarray]:
    """Make the ground truth about people, and the contingency of group and oracle's
    group.

    Returns
    -------
    The table, and the contingency of group and oracle's group over those who
    purchased in the last 365 days, and over the whole history.
    """
    last = settings.until_day + 1
    year, year_group = _assign(people, groups, orders, arms, last - 365, last)
    ever, ever_group = _assign(people, groups, orders, arms, 0, last)
    traits = people.traits
    buyer = people.is_buyer

    def number(values, valid):
        return pa.array(values, mask=~valid)

    joined = np.datetime64(START) + people.joined
    left = np.datetime64(START) + np.floor(people.left).astype(np.int64)
    table = pa.table(
        {
            "person_id": number_text(people.number + 1, "P"),
            "is_buyer": pa.array(buyer),
            "group_id": number(traits.group.astype(np.int32), buyer),
            "oracle_group_id": number(year_group.astype(np.int32), year > 0),
            "oracle_history_group_id": number(ever_group.astype(np.int32), ever > 0),
            "rate_per_year": number(traits.rate * (1 - VOID_SHARE), buyer),
            "mean_log_amount": number(traits.amount, buyer),
            "online_share": number(traits.online, buyer),
            "discounted_share": number(traits.discounted, buyer),
            "joined_on": pa.array(joined),
            "left_on": pa.array(
                left, mask=(people.left >= NEVER) | (people.left >= last)
            ),
            "drifts": pa.array(people.drifts),
            "is_mailable": pa.array(people.mailable),
            "household_income": pa.array(np.rint(people.income)),
            "purchases_365_days": pa.array(year),
            "purchases": pa.array(ever),
        }
    ).filter(pa.array(people.joined < last))
    pairs = [
        contingency(traits.group[count > 0], group[count > 0], len(groups))
        for count, group in ((year, year_group), (ever, ever_group))
    ]
    return table, pairs[0], pairs[1]


def make_records(people: People, sources: list[tuple[str, pa.Array, np.ndarray]]):
    """Make the ground truth about records: (table, key, person_id).

    Parameters
    ----------
    sources : table, keys, and the person (index into the chunk) behind each.
    """
    parts = []
    for table, keys, person in sources:
        if isinstance(keys, pa.ChunkedArray):
            keys = keys.combine_chunks()
        parts.append(
            pa.table(
                {
                    "table": pick((table,), np.zeros(len(keys), int)),
                    "key": keys,
                    "person_id": number_text(people.number[person] + 1, "P"),
                }
            )
        )
    return pa.concat_tables(parts).combine_chunks()


def make_lead_truth(people: People, leads: Leads, known: np.ndarray) -> pa.Table:
    """Make the ground truth about leads: the probability of conversion."""
    rows = pa.table(
        {
            "lead_id": leads.leads["lead_id"],
            "person_id": number_text(people.number[leads.person] + 1, "P"),
            "activities": pa.array(leads.activity_count),
            "probability": pa.array(leads.probability),
            "converts": pa.array(leads.converts),
        }
    )
    return rows.filter(pa.array(known))


def make_effects(groups: Groups) -> pa.Table:
    """Make the ground truth about effects: (topic, name, value)."""
    rows: list[tuple[str, str, float]] = [
        ("campaign_lift", "control", float(LIFT[1])),
        ("campaign_lift", "A", float(LIFT[2])),
        ("campaign_lift", "B", float(LIFT[3])),
        ("campaign_effect_days", "all", float(EFFECT_DAYS)),
        ("drift", "log_amount", DRIFT_LOG_AMOUNT),
        ("drift", "logit_online", DRIFT_LOGIT_ONLINE),
        ("drift", f"from {START + timedelta(days=DRIFT_DAY)}", 1.0),
        ("lead_log_odds", "intercept", LEAD_INTERCEPT),
        *(("lead_source", name, value) for name, value in LEAD_SOURCES.items()),
        *(("lead_job_title", name, value) for name, value in JOB_TITLE_EFFECTS.items()),
        ("lead_log_odds", "log_employees", EMPLOYEES_EFFECT),
        ("lead_log_odds", "activities", ACTIVITY_EFFECT),
        ("income_missing_log_odds", "intercept", -1.2),
        ("income_missing_log_odds", "younger_than_30", 1.6),
        ("income_missing_log_odds", "log_income_above_10.2", 1.5),
    ]
    for campaign, day in enumerate(CAMPAIGN_DAYS):
        name = f"{campaign_name(campaign)} {START + timedelta(days=int(day))}"
        rows.append(("campaign_reach", name, float(CAMPAIGN_REACH[campaign])))
    for group in range(len(groups)):
        name = str(group)
        rows += [
            ("group_share", name, float(groups.share[group])),
            ("group_rate_per_year", name, float(groups.rate[group] * (1 - VOID_SHARE))),
            ("group_mean_log_amount", name, float(groups.amount[group])),
            ("group_online_share", name, float(groups.online[group])),
            ("group_discounted_share", name, float(groups.discounted[group])),
        ]
    topic, name, value = zip(*rows, strict=True)
    return pa.table({"topic": topic, "name": name, "value": value})
