"""The CRM's tables: contacts, consents, requests, companies, leads and
opportunities."""

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
from strata.demo.names import JOB_TITLES
from strata.demo.people import LAST_NAMES, People, plain, write_people
from strata.demo.places import COMMUNES, TRADES
from strata.demo.seasons import draw_seconds, to_utc
from strata.demo.settings import END_DAY, Settings, stream

_MARITAL = ("married", "single", "divorced", "widowed", "pacs")
# The same person entered twice in the CRM.
_SECOND_CONTACT_SHARE = 0.02

# Effects on the conversion of a lead: log odds.
LEAD_INTERCEPT = -3.6
LEAD_SOURCES = {
    "referral": 1.2,
    "trade_fair": 0.6,
    "website": 0.2,
    "webinar": 0.1,
    "paid_search": -0.3,
    "cold_call": -0.9,
}
JOB_TITLE_EFFECTS = dict(
    zip(JOB_TITLES, (0.7, 0.8, 1.1, 1.0, -0.6, 0.0, -0.1, 0.6, -1.5, 0.2), strict=True)
)
# Per unit of log(employees), and per activity in the first 30 days.
EMPLOYEES_EFFECT = 0.22
ACTIVITY_EFFECT = 0.35
_ACTIVITIES = ("email_opened", "call", "meeting", "form_submitted", "demo_requested")
_LOST_REASONS = ("price", "no_budget", "competitor", "no_answer", "timing")
_STAGES = ("qualification", "proposal", "negotiation", "won", "lost")
_OWNERS = ("claire.m", "yann.b", "sofia.r", "marc.d")


def contact_numbers(people: People, index: np.ndarray, second) -> np.ndarray:
    """Return contact ids as numbers."""
    return people.number[index] + np.where(second, 5_100_001, 100_001)


def make_contacts(
    settings: Settings, chunk: int, people: People, limit: int
) -> tuple[pa.Table, np.ndarray]:
    """Make `crm_contacts`; return the rows and the person of each.

    Income is missing more often for young and for wealthy people.
    """
    rng = stream(settings.seed, 20, chunk)
    first = np.flatnonzero(people.has_contact)
    second = np.flatnonzero(
        people.has_contact & (rng.random(len(people)) < _SECOND_CONTACT_SHARE)
    )
    index = np.concatenate([first, second])
    size = len(index)
    is_second = np.arange(size) >= len(first)
    now = min(limit, int(people.moved_at.max(initial=0)) + 1)
    written = write_people(rng, people, index, now)
    created = people.joined_at[index] + 3600
    updated = np.maximum(
        created, np.where(people.moved_at[index] < limit, people.moved_at[index], 0)
    )
    age = (np.datetime64("2026-01-01") - people.birth_day[index]) / np.timedelta64(
        365, "D"
    )
    income = people.income[index]
    log_odds = -1.2 + 1.6 * (age < 30) + 1.5 * (np.log(income) - 10.2)
    income_known = rng.random(size) > 1 / (1 + np.exp(-log_odds))
    birth = pa.array(np.datetime_as_string(people.birth_day[index]))
    gender = pick(("f", "m"), np.where(people.is_woman[index], 0, 1))
    handles = join("@", handle_names(people))
    rows = frame(
        "crm_contacts",
        contact_id=number_text(contact_numbers(people, index, is_second), "C"),
        email=written.email,
        phone=written.phone,
        first_name=written.first_name,
        last_name=written.last_name,
        gender=blank(gender, rng.random(size) > 0.08),
        birth_date=blank(birth, rng.random(size) > 0.25),
        marital_status=pick(
            _MARITAL,
            rng.choice(5, size, p=[0.45, 0.3, 0.11, 0.06, 0.08]),
            rng.random(size) > 0.3,
        ),
        household_income=number_text(
            (income // 100 * 100).astype(np.int64), valid=income_known
        ),
        address=written.address,
        postal_code=written.postal_code,
        city=written.city,
        country_code=pick(("FR",), np.zeros(size, int)),
        insee_code=blank(written.insee_code, rng.random(size) > 0.2),
        social_handle=blank(
            handles.take(pa.array(index)),
            people.has_handle[index] & (rng.random(size) < 0.6),
        ),
        created_at=moments(created),
        updated_at=moments(updated),
        loaded_at=loaded_after(updated),
    )
    return rows, index


def handle_names(people: People) -> pa.Array:
    """Return the social handle of each person."""
    last = pick([plain(name) for name in LAST_NAMES], people.last)
    return join(last, "_", number_text(people.number * 7 % 9973))


def make_consents(settings: Settings, chunk: int, people: People) -> pa.Table:
    """Make `crm_consents`: consents and withdrawals."""
    rng = stream(settings.seed, 21, chunk)
    index = np.flatnonzero(people.has_contact)
    size = len(index)
    joined = people.joined_at[index] + 3600
    # Channel, purpose, chance of a row, chance of a yes (None: as drawn).
    wanted = (
        ("email", "marketing", 1.0, None),
        ("email", "profiling", 0.5, 0.9),
        ("sms", "marketing", 0.4, 0.35),
        ("ads", "ads_personalization", 0.3, 0.4),
        ("trackers", "measurement", 0.3, 0.6),
    )
    parts = []
    for channel, purpose, has_row, yes in wanted:
        is_yes = people.mailable[index] if yes is None else rng.random(size) < yes
        parts.append(
            (index, channel, purpose, is_yes, joined, rng.random(size) < has_row)
        )
    later = to_utc(rng.integers(30, END_DAY, size), draw_seconds(rng, size))
    back = (rng.random(size) < 0.05) & (later > joined)
    parts.append((index, "sms", "marketing", np.zeros(size, bool), later, back))
    tables = []
    for people_index, channel, purpose, is_yes, at, has_row in parts:
        who = people_index[has_row]
        none = np.zeros(len(who), int)
        by_email = rng.random(len(who)) < 0.2
        contact = number_text(contact_numbers(people, who, False), "C")
        email = people.emails[0].take(pa.array(who))
        tables.append(
            frame(
                "crm_consents",
                identifier_type=pick(("contact_id", "email"), by_email.astype(int)),
                identifier=pa.compute.if_else(pa.array(by_email), email, contact),
                channel=pick((channel,), none),
                purpose=pick((purpose,), none),
                is_granted=pick(("false", "true"), is_yes[has_row].astype(int)),
                legal_basis=pick(("consent",), none),
                proof=pick(
                    ("web_form", "store_form"), (people.number[who] % 4 == 0) * 1
                ),
                recorded_at=moments(at[has_row]),
                loaded_at=loaded_after(at[has_row]),
            )
        )
    return pa.concat_tables(tables).combine_chunks()


def make_requests(settings: Settings, chunk: int, people: People) -> pa.Table:
    """Make `crm_privacy_requests`: erasure, objection, access."""
    rng = stream(settings.seed, 22, chunk)
    index = np.flatnonzero(people.has_contact & (rng.random(len(people)) < 0.005))
    size = len(index)
    at = to_utc(rng.integers(200, END_DAY, size), draw_seconds(rng, size))
    at = np.maximum(at, people.joined_at[index] + 86_400)
    kind = rng.choice(4, size, p=[0.35, 0.25, 0.25, 0.15])
    kinds = ("erasure", "object_profiling", "object_marketing", "access")
    return frame(
        "crm_privacy_requests",
        identifier_type=pick(("contact_id",), np.zeros(size, int)),
        identifier=number_text(contact_numbers(people, index, False), "C"),
        request_type=pick(kinds, kind),
        requested_at=moments(at),
        loaded_at=loaded_after(at),
    )


def company_count(size: int) -> int:
    """Return the number of companies for a chunk of people."""
    return max(4, size // 25)


def _company_numbers(chunk: int, index: np.ndarray) -> np.ndarray:
    return 10_001 + chunk * 1000 + index


@dataclass
class Companies:
    """The companies of a chunk."""

    rows: pa.Table
    employees: np.ndarray


def _siren(rng: np.random.Generator, size: int) -> np.ndarray:
    """Draw numbers of nine digits whose last is a Luhn check digit."""
    stem = rng.integers(30_000_000, 90_000_000, size)
    digits = stem[:, None] // 10 ** np.arange(7, -1, -1) % 10
    doubled = digits * np.array([1, 2] * 4)
    total = (doubled // 10 + doubled % 10).sum(axis=1)
    return stem * 10 + (-total) % 10


def make_companies(settings: Settings, chunk: int, size: int) -> Companies:
    """Make `crm_companies`."""
    rng = stream(settings.seed, 23, chunk)
    count = company_count(size)
    index = np.arange(count)
    trade = rng.integers(0, len(TRADES), count)
    owner = rng.integers(0, len(LAST_NAMES), count)
    commune = rng.integers(0, len(COMMUNES), count)
    employees = np.maximum(1, np.exp(rng.normal(2.3, 1.3, count))).astype(np.int64)
    revenue = employees * np.exp(rng.normal(11.5, 0.5, count))
    siren = _siren(rng, count)
    number = _company_numbers(chunk, index)
    form = rng.choice(4, count)
    name = join(
        pick([label for _, label in TRADES], trade),
        pick(LAST_NAMES, owner),
        pick(("SARL", "SAS", "EURL", "SA"), form),
        separator=" ",
    )
    domain = join(
        pick([plain(label) for _, label in TRADES], trade),
        "-",
        pick([plain(last) for last in LAST_NAMES], owner),
        number_text(number % 1000),
        ".fr",
    )
    founded = np.datetime64("1970-01-01") + rng.integers(0, 19_500, count)
    updated = to_utc(rng.integers(1, 300, count), draw_seconds(rng, count))
    has_parent = (rng.random(count) < 0.06) & (index > 3)
    key = (12 + 3 * (siren % 97)) % 97
    rows = frame(
        "crm_companies",
        company_id=number_text(number, "B"),
        parent_company_id=number_text(
            _company_numbers(chunk, index % 4), "B", has_parent
        ),
        name=name,
        domain=blank(domain, rng.random(count) > 0.15),
        siren=number_text(siren, valid=rng.random(count) > 0.1),
        vat_id=blank(
            join(
                "FR",
                pick([f"{value:02d}" for value in range(97)], key),
                number_text(siren),
            ),
            rng.random(count) > 0.3,
        ),
        naf_code=pick([code for code, _ in TRADES], trade),
        employee_count=pa.array(employees, mask=rng.random(count) < 0.12).cast("int32"),
        annual_revenue=money((revenue * 100).astype(np.int64), rng.random(count) > 0.3),
        founded_on=blank(
            pa.array(np.datetime_as_string(founded)), rng.random(count) > 0.1
        ),
        postal_code=pick([row[1] for row in COMMUNES], commune),
        city=pick([row[2] for row in COMMUNES], commune),
        country_code=pick(("FR",), np.zeros(count, int)),
        insee_code=pick([row[0] for row in COMMUNES], commune, rng.random(count) > 0.2),
        updated_at=moments(updated),
        loaded_at=loaded_after(updated),
    )
    return Companies(rows, employees)


@dataclass
class Leads:
    """Leads of a chunk, with their activities and opportunities."""

    leads: pa.Table
    activities: pa.Table
    opportunities: pa.Table
    person: np.ndarray
    number: np.ndarray
    created: np.ndarray
    activity_count: np.ndarray
    probability: np.ndarray
    converts: np.ndarray


def make_leads(
    settings: Settings, chunk: int, people: People, companies: Companies, limit: int
) -> Leads:
    """Make `crm_leads`, `crm_lead_activities`, `crm_opportunities`.

    A lead is written as known at `limit` (UTC epoch second); later events are left out.
    """
    rng = stream(settings.seed, 24, chunk)
    index = np.flatnonzero(people.has_lead)
    size = len(index)
    number = people.number[index] + 300_001
    created = to_utc(
        (rng.random(size) * (END_DAY - 1)).astype(int), draw_seconds(rng, size)
    )
    written = write_people(rng, people, index, int(created.max(initial=0)))
    source = rng.choice(6, size, p=[0.12, 0.13, 0.3, 0.15, 0.18, 0.12])
    title = rng.integers(0, len(JOB_TITLES), size)
    company = rng.integers(0, len(companies.employees), size)
    activity_count = rng.poisson(np.exp(rng.normal(0.8, 0.6, size)))
    log_odds = (
        LEAD_INTERCEPT
        + np.array(list(LEAD_SOURCES.values()))[source]
        + np.array(list(JOB_TITLE_EFFECTS.values()))[title]
        + EMPLOYEES_EFFECT * np.log(companies.employees[company])
        + ACTIVITY_EFFECT * activity_count
    )
    probability = 1 / (1 + np.exp(-log_odds))
    converts = rng.random(size) < probability
    day = 86_400
    converted = created + 30 * day + (rng.random(size) * 40 * day).astype(np.int64)
    is_lost = ~converts & (rng.random(size) < 0.65)
    lost = created + 20 * day + (rng.random(size) * 70 * day).astype(np.int64)
    reason = rng.integers(0, len(_LOST_REASONS), size)
    lead_id = number_text(number, "L")
    company_id = number_text(_company_numbers(chunk, company), "B")
    shows_company = rng.random(size) > 0.08
    loaded = np.maximum(
        np.where(converts & (converted < limit), converted, created),
        np.where(is_lost & (lost < limit), lost, created),
    )
    leads = frame(
        "crm_leads",
        lead_id=lead_id,
        company_id=blank(company_id, shows_company),
        email=written.email,
        phone=written.phone,
        first_name=written.first_name,
        last_name=written.last_name,
        job_title=pick(JOB_TITLES, title, rng.random(size) > 0.06),
        lead_source=pick(list(LEAD_SOURCES), source),
        created_at=moments(created),
        converted_at=moments(converted, converts & (converted < limit)),
        lost_at=moments(lost, is_lost & (lost < limit)),
        lost_reason=pick(
            _LOST_REASONS, reason, is_lost & (lost < limit) & (rng.random(size) < 0.8)
        ),
        loaded_at=loaded_after(loaded),
    )

    row = np.repeat(np.arange(size), activity_count)
    at = created[row] + (rng.random(len(row)) * 30 * day).astype(np.int64)
    starts = np.cumsum(activity_count) - activity_count
    place = np.arange(len(row)) - np.repeat(starts, activity_count)
    activities = frame(
        "crm_lead_activities",
        activity_id=join(number_text(number[row], "A"), "-", number_text(place + 1))
        if len(row)
        else pa.array([], pa.string()),
        lead_id=lead_id.take(pa.array(row)),
        activity_type=pick(
            _ACTIVITIES, rng.choice(5, len(row), p=[0.4, 0.25, 0.1, 0.15, 0.1])
        ),
        occurred_at=moments(at),
        loaded_at=loaded_after(at),
    )

    deal = np.flatnonzero(converts | (rng.random(size) < 0.25))
    wins = converts[deal]
    amount = np.exp(rng.normal(7.6, 0.9, len(deal)))
    owner = rng.integers(0, len(_OWNERS), len(deal))
    reached = np.where(wins, 3, rng.integers(0, 3, len(deal)))
    span = converted[deal] - created[deal]
    parts = []
    for stage in range(5):
        has = (reached >= stage) if stage < 4 else (~wins & is_lost[deal])
        part = np.flatnonzero(has)
        share = (0.1, 0.4, 0.7, 1.0, 1.0)[stage]
        entered = created[deal][part] + (span[part] * share).astype(np.int64)
        if stage == 4:
            entered = np.maximum(lost[deal][part], entered)
        parts.append((part, np.full(len(part), stage), entered))
    part, stage, entered = (
        np.concatenate(list(some)) for some in zip(*parts, strict=True)
    )
    opportunities = frame(
        "crm_opportunities",
        opportunity_id=number_text(number[deal][part], "O"),
        lead_id=lead_id.take(pa.array(deal[part])),
        company_id=company_id.take(pa.array(deal[part])),
        owner=pick(_OWNERS, owner[part]),
        stage=pick(_STAGES, stage),
        stage_entered_at=moments(entered),
        amount=money(
            (amount[part] * 100).astype(np.int64), rng.random(len(part)) > 0.1
        ),
        currency=pick(("EUR",), np.zeros(len(part), int)),
        loaded_at=loaded_after(entered),
    )
    return Leads(
        leads,
        activities,
        opportunities,
        index,
        number,
        created,
        activity_count,
        probability,
        converts,
    )
