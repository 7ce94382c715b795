"""The reference: a script that an analyst would write in pandas, numpy and
scikit-learn.

It reads the same raw tables as the dbt project and makes the same outputs: clean
tables, quarantine with reasons, checks and their counts, order features as of the same
dates, RFM, value tiers, lifecycle, k-means, propensity, profiles and migrations.
Identity resolution is in `bench.reference_people`, consents are in
`bench.reference_rights`. From the project it imports only the comparisons of record
linkage; its engines are pandas and Splink. `bench.run` times it beside `dbt build`, and
a test compares the outputs.

It is meant to be fast: strings stay in Arrow, columns of few values are categories,
money is whole cents, orders are sorted by time once so that what is known at a date is
a slice, and sums per customer are `numpy.bincount` on integer codes. It writes all
outputs of the build, including clean tables; tables that the build keeps as views must
be written by a script.
"""

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    brier_score_loss,
    log_loss,
    roc_auc_score,
    silhouette_score,
)
from sklearn.model_selection import GridSearchCV, GroupKFold
from threadpoolctl import threadpool_limits

from bench.reference_people import GOLDEN, find_people, golden_values
from bench.reference_rights import (
    KEPT,
    RETENTION_DAYS,
    email_records,
    identifiers_of,
    last_contacts,
    last_requests,
    last_words,
    permissions_of,
    social_handles,
    web_visitors,
    who_is_profiled,
    written_emails,
)

# The project's parameters (vars of dbt_project.yml).
TIMEZONE = "Europe/Paris"
CURRENCY = "EUR"
HISTORY_MONTHS = 12
HORIZON_DAYS = 90
RETRAIN_MONTHS = 3
RFM_BINS = 5
MIN_K, MAX_K = 3, 9
SAMPLE_SIZE = 20_000
SILHOUETTE_SAMPLE = 5_000
MIN_SEGMENT_SHARE = 0.01

DAY = 86_400
GRID_START = np.datetime64("2000-01-01")
NEVER = np.datetime64("NaT", "us")


# ---------------------------------------------------------------- the raw tables


@dataclass(frozen=True)
class RawTable:
    """A raw table: `columns` as "name:kind", required ones with a star.

    A name alone is text. `not_future` and `not_old` are dates that may lie beyond the
    scoring date or before 1900.
    """

    columns: str
    key: tuple[str, ...]
    not_future: tuple[str, ...] = ()
    not_old: tuple[str, ...] = ()

    @property
    def kinds(self) -> dict[str, str]:
        """Kind of each column, by name, in order."""
        pairs = [part.replace("*", "").partition(":") for part in self.columns.split()]
        kinds = {name: kind or "text" for name, _, kind in pairs}
        return {**kinds, "loaded_at": "timestamp"}

    @property
    def required(self) -> list[str]:
        """Columns that may not be empty."""
        starred = [part for part in self.columns.split() if part.endswith("*")]
        return [part.rstrip("*").partition(":")[0] for part in starred]


TABLES = {
    "crm_contacts": RawTable(
        "contact_id* email phone first_name last_name gender birth_date:date"
        " marital_status household_income:money address postal_code city country_code"
        " insee_code social_handle created_at:timestamp updated_at:timestamp",
        key=("contact_id",),
    ),
    "crm_consents": RawTable(
        "identifier_type* identifier* channel* purpose* is_granted:answer*"
        " legal_basis proof recorded_at:timestamp*",
        key=("identifier_type", "identifier", "channel", "purpose", "recorded_at"),
        not_future=("recorded_at",),
    ),
    "crm_privacy_requests": RawTable(
        "identifier_type* identifier* request_type* requested_at:timestamp*",
        key=("identifier_type", "identifier", "request_type", "requested_at"),
        not_future=("requested_at",),
    ),
    "crm_companies": RawTable(
        "company_id* parent_company_id name domain siren vat_id naf_code"
        " employee_count:integer annual_revenue:money founded_on:date postal_code city"
        " country_code insee_code updated_at:timestamp",
        key=("company_id",),
        not_old=("founded_on",),
    ),
    "crm_leads": RawTable(
        "lead_id* company_id email phone first_name last_name job_title lead_source"
        " created_at:timestamp* converted_at:timestamp lost_at:timestamp lost_reason",
        key=("lead_id",),
    ),
    "crm_lead_activities": RawTable(
        "activity_id* lead_id* activity_type* occurred_at:timestamp*",
        key=("activity_id",),
    ),
    "crm_opportunities": RawTable(
        "opportunity_id* lead_id company_id owner stage* stage_entered_at:timestamp*"
        " amount:money currency",
        key=("opportunity_id", "stage", "stage_entered_at"),
    ),
    "shop_accounts": RawTable(
        "account_id* email phone first_name last_name address postal_code city"
        " country_code created_at:timestamp updated_at:timestamp",
        key=("account_id",),
    ),
    "shop_orders": RawTable(
        "order_id* account_id ordered_at:timestamp* order_status"
        " status_changed_at:timestamp refunded_order_id currency total_amount:money*"
        " discount_amount:money tax_amount:money margin_amount:money sales_channel"
        " store_id email",
        key=("order_id",),
    ),
    "shop_order_lines": RawTable(
        "order_id* line_number:integer* sku category quantity:integer unit_price:money",
        key=("order_id", "line_number"),
    ),
    "web_events": RawTable(
        "event_id* visitor_id* account_id session_id event_name* page_url sku"
        " occurred_at:timestamp* engaged_seconds:number device_type utm_source"
        " utm_campaign",
        key=("event_id",),
    ),
    "social_interactions": RawTable(
        "interaction_id* network* handle email interaction_type* body"
        " occurred_at:timestamp*",
        key=("interaction_id",),
    ),
    "survey_responses": RawTable(
        "response_id* survey_id* email contact_id item_id* answer*"
        " responded_at:timestamp*",
        key=("response_id", "item_id"),
    ),
    "feedback_comments": RawTable(
        "comment_id* email account_id channel language rating:number body*"
        " created_at:timestamp*",
        key=("comment_id",),
    ),
    "marketing_sends": RawTable(
        "send_id* campaign_id* variant channel email phone contact_id"
        " sent_at:timestamp* opened_at:timestamp clicked_at:timestamp"
        " bounced_at:timestamp unsubscribed_at:timestamp complained_at:timestamp"
        " converted_at:timestamp revenue:money cost:money",
        key=("send_id",),
    ),
    "external_attributes": RawTable(
        "identifier_type* identifier* attribute* value* provider* known_at:timestamp*",
        key=("identifier_type", "identifier", "attribute", "provider", "known_at"),
    ),
    "context_series": RawTable(
        "series* area_code observed_on:date* value:number* known_at:timestamp",
        key=("series", "area_code", "observed_on", "known_at"),
        not_future=("observed_on",),
    ),
    "geo_communes": RawTable(
        "insee_code* name* postal_code parent_insee_code urban_class",
        key=("insee_code", "postal_code"),
    ),
    "reference_words": RawTable(
        "vocabulary* word* meaning*", key=("vocabulary", "word")
    ),
}

# Clocks for the scoring date: rank, table, column. Orders first, then other events.
CLOCKS = [
    (1, "shop_orders", "ordered_at"),
    (2, "web_events", "occurred_at"),
    (2, "social_interactions", "occurred_at"),
    (2, "survey_responses", "responded_at"),
    (2, "feedback_comments", "created_at"),
    (2, "marketing_sends", "sent_at"),
    (2, "crm_lead_activities", "occurred_at"),
    (2, "crm_opportunities", "stage_entered_at"),
    (3, "crm_leads", "created_at"),
    (3, "crm_contacts", "updated_at"),
    (3, "shop_accounts", "updated_at"),
    (4, "crm_contacts", "created_at"),
    (4, "shop_accounts", "created_at"),
]

# Columns with a vocabulary: what the generator writes, and what it means.
VOIDING = ("cancelled", "returned", "refunded")
RETURNING = ("returned", "refunded")
YES = ("true", "yes")
NO = ("false", "no")

# Text of few values: read as categories.
CATEGORIES = [
    *("order_status", "currency", "sales_channel", "store_id", "sku", "category"),
    *("event_name", "page_url", "device_type", "utm_source", "utm_campaign"),
    *("channel", "campaign_id", "variant", "country_code"),
]

LARGE_TABLES = ("shop_orders", "shop_order_lines", "web_events")


def files_of(raw: Path, table: str) -> list[Path]:
    """Return the files of a raw table: parquet, a folder of parquet, csv or none."""
    if (raw / table).is_dir():
        return sorted((raw / table).glob("*.parquet"))
    paths = [raw / f"{table}.parquet", raw / f"{table}.csv"]
    # A folder may also be named like a parquet file.
    if paths[0].is_dir():
        return sorted(paths[0].glob("*.parquet"))
    return [path for path in paths if path.exists()]


def read_raw(raw: Path, table: str, columns: list[str] | None = None) -> pa.Table:
    """Read a raw table; missing columns are null."""
    wanted = columns or list(TABLES[table].kinds)
    parts = []
    for path in files_of(raw, table):
        if path.suffix == ".csv":
            names = path.open(encoding="utf-8-sig").readline().strip().split(",")
            names = [name.strip('"') for name in names]
            part = pyarrow.csv.read_csv(
                path,
                parse_options=pyarrow.csv.ParseOptions(
                    newlines_in_values=True, invalid_row_handler=lambda row: "skip"
                ),
                convert_options=pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()),
                    include_columns=[name for name in names if name in wanted],
                    null_values=[""],
                    strings_can_be_null=True,
                ),
            )
        else:
            schema = pq.read_schema(path)
            texts = {name for name in schema.names if is_text(schema.field(name).type)}
            part = pq.read_table(
                path,
                columns=[name for name in schema.names if name in wanted],
                read_dictionary=[name for name in CATEGORIES if name in texts],
            )
        parts.append(part)
    found = pa.concat_tables(parts, promote_options="default") if parts else None
    rows = found.num_rows if found is not None else 0
    return pa.table(
        {
            name: (
                found[name]
                if found is not None and name in found.column_names
                else pa.nulls(rows, pa.string())
            )
            for name in wanted
        }
    )


# ---------------------------------------------------------------- casting


def is_text(kind: pa.DataType) -> bool:
    """Tell whether an Arrow type holds text."""
    if pa.types.is_dictionary(kind):
        return is_text(kind.value_type)
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def as_text(column: pa.ChunkedArray) -> pd.Series:
    """Trim text; empty text becomes null."""
    if pa.types.is_dictionary(column.type):
        values = column.unify_dictionaries().to_pandas()
        names = values.cat.categories.str.strip()
        if names.is_unique and "" not in names:
            return values.cat.rename_categories(names)
        return (
            pd.Series(values.astype("str"))
            .str.strip()
            .replace("", None)
            .astype("category")
        )
    if pa.types.is_null(column.type):
        column = column.cast(pa.string())
    if pa.types.is_floating(column.type):
        texts = column.cast(pa.string())
        return pc.replace_substring_regex(texts, r"\.0$", "").to_pandas()
    if not is_text(column.type):
        return column.cast(pa.string()).to_pandas()
    trimmed = pc.utf8_trim_whitespace(column)
    empty = pc.equal(trimmed, "")
    if pc.any(empty).as_py():
        trimmed = pc.if_else(empty, pa.scalar(None, trimmed.type), trimmed)
    return trimmed.to_pandas()


def as_code(column: pa.ChunkedArray) -> pd.Series:
    """Trim a key; 4001.0 of a float becomes 4001."""
    if (
        is_text(column.type)
        and pc.any(pc.ends_with(column.cast("string"), ".0")).as_py()
    ):
        texts = pc.utf8_trim_whitespace(column.cast(pa.string()))
        column = pc.replace_substring_regex(texts, r"^(\d{1,15})\.0$", r"\1")
    return as_text(column)


def as_number(column: pa.ChunkedArray, digits: int | None) -> pd.Series:
    """Cast to numbers; with `digits` to whole units of 10 ** -digits."""
    if not is_text(column.type):
        numbers = pc.cast(column, pa.float64(), safe=False).to_pandas()
    else:
        texts = pc.utf8_trim_whitespace(column.cast(pa.string()))
        # A comma is a decimal comma unless it may as well separate thousands.
        comma = r"^[+-]?(\d+,(\d{0,2}|\d{4,})|\d{4,},\d{3}|0?,\d+)$"
        if pc.any(pc.match_substring(texts, ",")).as_py():
            is_comma = pc.match_substring_regex(texts, comma)
            texts = pc.if_else(is_comma, pc.replace_substring(texts, ",", "."), texts)
        number = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
        texts = pc.if_else(
            pc.match_substring_regex(texts, number), texts, pa.scalar(None, pa.string())
        )
        texts = pc.replace_substring_regex(texts, r"^\+", "")
        numbers = pc.cast(texts, pa.float64()).to_pandas()
    numbers = numbers.astype("float64")
    if digits is not None:
        # Away from zero at a half, as a decimal is rounded.
        scaled = numbers.to_numpy() * 10**digits
        numbers = pd.Series(np.trunc(np.round(scaled, 6) + np.copysign(0.5, scaled)))
    return numbers


def as_integer(column: pa.ChunkedArray) -> pd.Series:
    """Cast to whole numbers; a fraction is no whole number."""
    numbers = as_number(column, None)
    return numbers.where(numbers == np.floor(numbers))


def as_answer(column: pa.ChunkedArray) -> pd.Series:
    """Cast to 1 and 0; an answer that is not understood is a refusal."""
    texts = column.cast(pa.string()).to_pandas().str.strip().str.lower()
    given = texts.notna() & (texts != "")
    return pd.Series(np.where(given, texts.isin(YES).astype("float64"), np.nan))


def as_date(column: pa.ChunkedArray) -> pd.Series:
    """Cast to days, as timestamps at midnight."""
    if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp("us")).to_pandas().dt.normalize()
    texts = column.cast(pa.string()).to_pandas().str.strip()
    texts = texts.str.replace(
        r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", r"\3-\2-\1", regex=True
    )
    days = texts.str.extract(
        r"^(\d{4}[-/]\d{1,2}[-/]\d{1,2})(?:[ T]\d.*)?$", expand=False
    ).str.replace("/", "-")
    return pd.to_datetime(days, format="%Y-%m-%d", errors="coerce").astype(
        "datetime64[us]"
    )


def as_timestamp(column: pa.ChunkedArray) -> pd.Series:
    """Cast to UTC without a zone; values without offset are in the reporting time
    zone."""
    if pa.types.is_timestamp(column.type):
        values = column.cast(pa.timestamp("us", column.type.tz))
        if column.type.tz is not None:
            return values.cast(pa.timestamp("us")).to_pandas()
        return to_utc(values.to_pandas())
    if pa.types.is_date(column.type):
        return to_utc(column.cast(pa.timestamp("us")).to_pandas())
    texts = column.cast(pa.string()).to_pandas().str.strip()
    result = pd.Series(np.full(len(texts), NEVER))
    known = texts.notna() & (texts != "")
    unusual = known & texts.str.contains(r"^\d{1,2}[/.-]", na=False)
    if unusual.any():
        texts = texts.str.replace(
            r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", r"\3-\2-\1", regex=True
        )
    offset = known & texts.str.contains(r":.*[+a-zA-Z-]", na=False)
    local = known & ~offset
    if offset.any():
        spelt = texts[offset].str.replace(r" +([zZ]|[+-][\d:]+)$", r"\1", regex=True)
        parsed = pd.to_datetime(spelt, format="ISO8601", errors="coerce", utc=True)
        result[offset] = parsed.dt.tz_localize(None).astype("datetime64[us]")
    if local.any():
        parsed = pd.to_datetime(texts[local], format="ISO8601", errors="coerce")
        result[local] = to_utc(parsed.astype("datetime64[us]"))
    return result


def to_utc(local: pd.Series) -> pd.Series:
    """Bring wall-clock times of the reporting zone to UTC."""
    # An hour that the clock skips is read forward, one that it repeats as the first.
    zoned = local.dt.tz_localize(
        TIMEZONE,
        ambiguous=np.ones(len(local), dtype=bool),
        nonexistent=pd.Timedelta(hours=1),
    )
    return zoned.dt.tz_convert("UTC").dt.tz_localize(None)


def to_local_day(utc: np.ndarray) -> np.ndarray:
    """Return the day in the reporting zone of times in UTC."""
    zoned = pd.DatetimeIndex(utc).tz_localize("UTC").tz_convert(TIMEZONE)
    return zoned.tz_localize(None).to_numpy().astype("datetime64[D]")


def day_begins(days: np.ndarray | np.datetime64) -> np.ndarray:
    """Return the time in UTC at which days begin in the reporting zone."""
    local = pd.Series(np.atleast_1d(days).astype("datetime64[us]"))
    return to_utc(local).to_numpy()


CASTS = {
    "text": as_text,
    "money": lambda column: as_number(column, 2),
    "number": lambda column: as_number(column, None),
    "integer": as_integer,
    "answer": as_answer,
    "date": as_date,
    "timestamp": as_timestamp,
}

# Texts that do not cast, and what they look like.
UNCAST = {
    "unclear_number": (("money", "number", "integer"), r"^[+-]?[1-9]\d{0,2}[.,]\d{3}$"),
    "excel_serial_date": (("date", "timestamp"), r"^[2-7]\d{4}([.,]\d+)?$"),
    "unclear_time_zone": (("date", "timestamp"), r":\d\d[.\d]* *[A-Za-z]{3,5}$"),
    "infinite_date": (("date", "timestamp"), r"^[+-]?infinity$"),
}

UNPARSABLE = {
    "money": "unparsable_number",
    "number": "unparsable_number",
    "integer": "unparsable_number",
    "answer": "missing_required",
    "date": "unparsable_date",
    "timestamp": "unparsable_timestamp",
}


@dataclass
class Checks:
    """Rows of one table that fail a check: (check, column, positions, details)."""

    failed: list = field(default_factory=list)

    def add(self, check: str, column: str | None, rows, detail=None) -> None:
        """Record the rows (a mask or positions) that fail a check."""
        rows = np.asarray(rows)
        if rows.dtype == bool:
            rows = np.flatnonzero(rows)
        if len(rows):
            self.failed.append((check, column, rows, detail))


def cast_table(raw: Path, table: str) -> tuple[pd.DataFrame, Checks]:
    """Read a raw table, cast its columns and record values that do not cast."""
    arrow = read_raw(raw, table)
    checks = Checks()
    columns = {}
    for name, kind in TABLES[table].kinds.items():
        given = arrow[name]
        is_code = name.endswith("_id") or name in ("identifier", "phone")
        columns[name] = as_code(given) if is_code else CASTS[kind](given)
        if kind != "text":
            lost = columns[name].isna().to_numpy(copy=True)
            if is_text(given.type) and lost.any():
                texts = pc.utf8_trim_whitespace(given.cast(pa.string()))
                filled = pc.fill_null(pc.not_equal(texts, ""), False).to_numpy()
                lost &= filled
                for check, (kinds, pattern) in UNCAST.items():
                    if kind not in kinds:
                        continue
                    like = pc.match_substring_regex(texts, pattern)
                    like = lost & pc.fill_null(like, False).to_numpy()
                    checks.add(check, name, like)
                    lost &= ~like
                checks.add(UNPARSABLE[kind], name, lost)
        arrow = arrow.drop_columns([name])
    return pd.DataFrame(columns, copy=False), checks


# ---------------------------------------------------------------- the calendar


@dataclass(frozen=True)
class Clock:
    """The scoring date, the time at which it begins, the time that is the future."""

    as_of: np.datetime64
    as_of_at: np.datetime64
    future_from: np.datetime64


@dataclass(frozen=True)
class Calendar:
    """The as-of dates and their roles."""

    dates: np.ndarray
    starts: np.ndarray
    learning: np.ndarray
    judging: np.datetime64 | None
    training: list[np.datetime64]


def read_clock(raw: Path, limits: dict) -> Clock:
    """Find the scoring date: the day after the last day with real trade."""
    clocks = []
    for rank, table, column in CLOCKS:
        if not files_of(raw, table):
            continue
        times = as_timestamp(read_raw(raw, table, [column])[column]).to_numpy()
        times = times[~np.isnat(times)]
        # Quarters of an hour, because few values need a time zone conversion.
        quarters, counts = np.unique(
            times.astype("int64") // 900_000_000, return_counts=True
        )
        spans = (quarters * 900_000_000).astype("datetime64[us]")
        possible = (spans > np.datetime64("1899-12-30")) & (
            spans < np.datetime64("2200-01-01")
        )
        days = to_local_day(spans[possible])
        series = pd.Series(counts[possible]).groupby(days).sum()
        if series.empty:
            continue
        usual = series.median()
        floor = limits["active_day_share"] * usual
        window = int(limits["active_window_days"])
        gaps = series.index.to_series().diff().dt.days
        usual_gap = gaps.quantile(0.95) if len(gaps) > 1 else 0
        longest = max(window, limits["active_gap_factor"] * usual_gap)
        recent = series.rolling(f"{window}D").sum()
        busy = series[
            (series >= floor)
            & (gaps.fillna(0).to_numpy() <= longest)
            & (recent.to_numpy() >= floor * window)
        ]
        if len(busy):
            day_after = busy.index.max() + pd.Timedelta(days=1)
            clocks.append((rank, day_after, floor * window > 1))
    if not clocks:
        return Clock(GRID_START, day_begins(GRID_START)[0], NEVER)
    first_rank = min(rank for rank, _, _ in clocks)
    as_of = max(day for rank, day, _ in clocks if rank == first_rank)
    until = max(
        (day for rank, day, dense in clocks if rank == 1 or (dense and rank <= 3)),
        default=as_of,
    )
    future = max(as_of, until) + pd.Timedelta(days=limits["future_tolerance_days"])
    days = np.array([as_of, future], dtype="datetime64[D]")
    return Clock(days[0], *day_begins(days))


def make_calendar(as_of: np.datetime64, first_known: np.datetime64) -> Calendar:
    """Return the first days of months before the scoring date, it, and their roles."""
    last = (as_of - 1).astype("datetime64[M]")
    months = np.arange(last - HISTORY_MONTHS + 1, last + 1)
    dates = np.append(months.astype("datetime64[D]"), as_of)
    numbers = (months - GRID_START.astype("datetime64[M]")).astype(int)
    learns = np.append(numbers % RETRAIN_MONTHS == 0, False)
    starts = day_begins(dates)
    described = (starts > first_known) | (dates == as_of)
    dates, starts, learns = dates[described], starts[described], learns[described]
    learning = np.array(
        [
            dates[: place + 1][learns[: place + 1]].max()
            if learns[: place + 1].any()
            else dates[0]
            for place in range(len(dates))
        ]
    )
    before = dates[:-1]
    judged = before[before + HORIZON_DAYS <= as_of]
    judging = judged.max() if len(judged) else None
    training = (
        [date for date in before if date + HORIZON_DAYS <= judging]
        if judging is not None
        else []
    )
    return Calendar(dates, starts, learning, judging, training)


# ---------------------------------------------------------------- quality

# No date, in UTC and in Paris.
EPOCHS = np.array(["1970-01-01T00:00", "1969-12-31T23:00"], dtype="datetime64[us]")
HIGHEST_AMOUNT = 100_000_000
AMOUNTS = (
    *("total_amount", "discount_amount", "tax_amount", "margin_amount"),
    *("unit_price", "amount", "revenue", "cost", "household_income"),
)
# The columns that identify a row or a person.
KEYS = {
    table: {*spec.key, *spec.required, "account_id", "contact_id"}
    for table, spec in TABLES.items()
}
EMAIL = (
    r"""^[^@\s,;:<>()"]+@[^@\s,;:<>()"._-]"""
    r"""([^@\s,;:<>()"_]*[^@\s,;:<>()"._-])?\.[A-Za-z]{2,}$"""
)
ROUNDED = r"^([+-]?\d([.,]\d+)?[Ee]\+\d+|\d{16,}\.0)$"
PHONE = r"^\+?[\d\s().\x{A0}/-]+$"


def impossible_emails(emails: pd.Series) -> np.ndarray:
    """Return which addresses cannot exist as written."""
    texts = pa.array(emails, pa.string())
    wrong = pc.or_(
        pc.invert(pc.match_substring_regex(texts, EMAIL)),
        pc.or_(pc.match_substring(texts, ".."), pc.greater(pc.utf8_length(texts), 254)),
    )
    return pc.fill_null(wrong, False).to_numpy(zero_copy_only=False)


def impossible_phones(phones: pd.Series) -> np.ndarray:
    """Return which numbers cannot exist as written."""
    texts = pa.array(phones, pa.string())
    digits = pc.replace_substring_regex(texts, r"\D", "")
    length = pc.utf8_length(digits)
    one_digit = "|".join(f"{digit}+" for digit in range(10))
    wrong = pc.or_(
        pc.invert(pc.match_substring_regex(texts, PHONE)),
        pc.or_(
            pc.or_(pc.less(length, 6), pc.greater(length, 15)),
            pc.match_substring_regex(digits, f"^({one_digit})$"),
        ),
    )
    return pc.fill_null(wrong, False).to_numpy(zero_copy_only=False)


def rounded_codes(codes: pd.Series) -> np.ndarray:
    """Return which keys a program has rounded, such as 7.41E+12."""
    if isinstance(codes.dtype, pd.CategoricalDtype):
        codes = codes.astype("str")
    texts = pa.array(codes, pa.string())
    rounded = pc.match_substring_regex(texts, ROUNDED)
    return pc.fill_null(rounded, False).to_numpy(zero_copy_only=False)


def check_contract(
    table: str, frame: pd.DataFrame, checks: Checks, clock: Clock
) -> None:
    """Record missing required values, wrong dates, impossible e-mails and phones."""
    spec = TABLES[table]
    unparsed = {}
    for _, column, rows, _ in checks.failed:
        unparsed.setdefault(column, []).append(rows)
    for name in spec.required:
        missing = frame[name].isna().to_numpy(copy=True)
        if missing.any():
            for rows in unparsed.get(name, []):
                missing[rows] = False
            checks.add("missing_required", name, missing)
    old_before = np.datetime64("1900-01-01", "us")
    for name, kind in spec.kinds.items():
        if kind not in ("date", "timestamp") or name == "loaded_at":
            continue
        times = frame[name].to_numpy()
        if name not in spec.not_old:
            checks.add("date_too_old", name, times < old_before)
        if kind == "timestamp" and name not in spec.not_future:
            checks.add("date_at_epoch", name, np.isin(times, EPOCHS))
        if name not in spec.not_future:
            checks.add("date_in_future", name, times >= clock.future_from)
    for name in spec.kinds:
        if name in AMOUNTS:
            checks.add(
                "implausible_amount",
                name,
                frame[name].abs().to_numpy() >= 100 * HIGHEST_AMOUNT,
            )
        if name == "identifier" or (name.endswith("_id") and name in KEYS[table]):
            checks.add("rounded_code", name, rounded_codes(frame[name]))
    if "email" in frame:
        checks.add("impossible_email", "email", impossible_emails(frame["email"]))
    if "phone" in frame:
        checks.add("impossible_phone", "phone", impossible_phones(frame["phone"]))


@dataclass
class Cleaned:
    """A clean table, the rows in quarantine, and the counts.

    `removed` are the positions of rows that are not clean, `columns` a profile of what
    was read.
    """

    frame: pd.DataFrame
    quarantine: pd.DataFrame
    failed: pd.DataFrame
    columns: pd.DataFrame
    removed: np.ndarray
    counts: dict


def clean(
    table: str,
    frame: pd.DataFrame,
    checks: Checks,
    repeated: np.ndarray,
    actions: pd.DataFrame,
    clock: Clock,
) -> Cleaned:
    """Divide a table in clean rows, quarantine and exact duplicates.

    Parameters
    ----------
    table, frame, checks : the table, cast, and what was noted about it.
    repeated : positions of the rows whose key stands more than once.
    actions : the seed quality_checks, indexed by check.
    """
    spec = TABLES[table]
    nothing = pd.DataFrame(columns=["row", "check", "column", "detail"], dtype="str")
    noted = [
        pd.DataFrame({"row": rows, "check": check, "column": column, "detail": detail})
        for check, column, rows, detail in checks.failed
    ]
    failed = pd.concat(noted or [nothing], ignore_index=True)
    failed = failed.astype({"row": "int64"})
    is_required = failed["column"].isna() | failed["column"].isin(spec.required)
    failed["action"] = np.where(
        is_required,
        failed["check"].map(actions["on_required"]),
        failed["check"].map(actions["on_optional"]),
    )

    # Identical rows are one row: of those, the one loaded last stays.
    rivals = frame.iloc[repeated].assign(row=repeated)
    uncast = failed[failed["check"].isin([*UNPARSABLE.values(), *UNCAST])]
    marks = uncast.groupby("row")["column"].agg(lambda names: ",".join(sorted(names)))
    rivals["uncast"] = rivals["row"].map(marks)
    rivals = rivals.sort_values("loaded_at", ascending=False, kind="stable")
    content = [name for name in spec.kinds if name != "loaded_at"] + ["uncast"]
    copies = rivals.duplicated(content)
    dropped = rivals.loc[copies, "row"].to_numpy()
    rivals = rivals[~copies]
    failed = failed[~failed["row"].isin(dropped)]

    # Of the rows of one key, the newest valid one is kept.
    broken = failed.loc[failed["action"] == "quarantine", "row"].unique()
    required_key = [name for name in spec.key if name in spec.required]
    rivals = rivals.dropna(subset=required_key)
    rivals["broken"] = rivals["row"].isin(broken)
    newest = [name for name in ("updated_at", "loaded_at") if name in spec.kinds]
    rivals = rivals.sort_values(
        ["broken", *newest], ascending=[True, *(False for _ in newest)], kind="stable"
    )
    beaten = rivals.loc[rivals.duplicated(list(spec.key)), "row"].to_numpy()
    extra = pd.DataFrame({"row": beaten, "check": "duplicate_key"})
    extra["action"] = "quarantine"
    failed = pd.concat([failed, extra], ignore_index=True)

    quarantined = failed[failed["action"] == "quarantine"]
    reasons = quarantined.groupby("row")["check"].agg(lambda names: sorted(set(names)))
    quarantine = frame.iloc[reasons.index].assign(reasons=reasons.to_numpy())
    keep = np.ones(len(frame), dtype=bool)
    keep[reasons.index] = False
    keep[dropped] = False

    columns = profiled(frame, clock)
    # A wrong value of an optional column is blanked, the row stays.
    blanked = failed[failed["action"] == "blank"]
    for name, rows in blanked.groupby("column")["row"]:
        values = frame[name].copy()
        values.iloc[rows.to_numpy()] = None
        frame[name] = values
    counts = {
        "rows_in": len(frame),
        "rows_clean": int(keep.sum()),
        "rows_quarantined": len(quarantine),
        "rows_duplicate": len(dropped),
    }
    cleaned = frame if keep.all() else frame[keep]
    cleaned = cleaned.reset_index(drop=True)
    return Cleaned(cleaned, quarantine, failed, columns, np.flatnonzero(~keep), counts)


def repeated_rows(frame: pd.DataFrame, key: tuple[str, ...]) -> np.ndarray:
    """Return the positions of rows whose key stands more than once."""
    columns = frame[key[0]] if len(key) == 1 else frame[list(key)]
    return np.flatnonzero(columns.duplicated(keep=False))


# ---------------------------------------------------------------- the whole


@dataclass
class Project:
    """Where to read and write, the seeds, and the clean tables as they are made."""

    raw: Path
    out: Path
    seeds: Path
    ids: Path | None = None
    steps: dict = field(default_factory=dict)
    cleaned: dict = field(default_factory=dict)
    kept: dict = field(default_factory=dict)
    failed: list = field(default_factory=list)
    unknown_words: list = field(default_factory=list)

    def seed(self, name: str) -> pd.DataFrame:
        """Read one of the project's reference lists."""
        return pd.read_csv(self.seeds / f"{name}.csv")

    def write(self, frame: pd.DataFrame, name: str, part: str | None = None) -> None:
        """Write a table, or a part of one, as parquet."""
        path = self.out / f"{name}.parquet"
        if part is not None:
            path = self.out / name / f"{part}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.to_parquet(path, index=False)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Record the seconds of a step."""
        started = time.perf_counter()
        yield
        self.steps[step] = round(time.perf_counter() - started, 2)


def finish_table(project: Project, table: str, cleaned: Cleaned) -> pd.DataFrame:
    """Write the clean table and its quarantine, remember the counts and the checks."""
    frame = cleaned.frame
    project.cleaned[table] = cleaned
    project.failed.append(cleaned.failed.assign(entity=table).drop(columns="row"))
    money = [name for name, kind in TABLES[table].kinds.items() if kind == "money"]
    amounts = {name: frame[name] / 100 for name in money}
    project.write(frame.assign(**amounts), f"clean/{table}")
    project.write(cleaned.quarantine, f"quarantine/{table}")
    if table in KEPT:
        project.kept[table] = frame[KEPT[table]]
        if table == "web_events":
            project.kept[table] = frame.loc[frame["account_id"].notna(), KEPT[table]]
    # Tables that are no longer read are released from memory.
    if table not in ("shop_accounts", "crm_contacts", "crm_leads"):
        cleaned.frame = frame.iloc[:0]
    return frame


def clean_small_tables(project: Project, actions: pd.DataFrame, clock: Clock) -> None:
    """Clean all tables but orders, order lines and web events."""
    currencies = set(project.seed("currency_rates")["currency"])
    for table, spec in TABLES.items():
        if table in LARGE_TABLES:
            continue
        frame, checks = cast_table(project.raw, table)
        check_contract(table, frame, checks, clock)
        if table == "crm_opportunities":
            given = frame["currency"]
            unknown = given.notna() & ~given.isin(currencies)
            checks.add("unknown_currency", "currency", unknown)
        repeated = repeated_rows(frame, spec.key)
        finish_table(
            project, table, clean(table, frame, checks, repeated, actions, clock)
        )
        if table == "crm_consents":
            count_unknown_answers(project)


def count_unknown_answers(project: Project) -> None:
    """Count the answers of consents that are not understood."""
    given = read_raw(project.raw, "crm_consents")["is_granted"].cast(pa.string())
    words = given.to_pandas().str.strip()
    words = words[words.notna() & (words != "")]
    counts = words[~words.str.lower().isin([*YES, *NO])].value_counts()
    project.unknown_words = [
        ("crm_consents", "rows_of_unknown_word", f"is_granted: {word}", count)
        for word, count in counts.items()
    ]
    project.failed.append(
        pd.DataFrame(
            {
                "entity": "crm_consents",
                "check": "unknown_word",
                "column": "is_granted",
                "action": "count",
                "record": counts.index.astype("str"),
                "row_count": counts.to_numpy(),
            }
        )
    )


def clean_orders(project: Project, actions: pd.DataFrame, clock: Clock) -> pd.DataFrame:
    """Clean the orders."""
    frame, checks = cast_table(project.raw, "shop_orders")
    check_contract("shop_orders", frame, checks, clock)
    checks.add("order_without_account", "account_id", frame["account_id"].isna())
    currencies = set(project.seed("currency_rates")["currency"])
    given = frame["currency"]
    unknown = given.notna() & ~given.isin(currencies)
    checks.add("unknown_currency", "currency", unknown)
    repeated = repeated_rows(frame, ("order_id",))
    cleaned = clean("shop_orders", frame, checks, repeated, actions, clock)
    orders = finish_table(project, "shop_orders", cleaned)
    accounts = as_code(read_raw(project.raw, "shop_accounts")["account_id"]).dropna()
    unknown = ~orders["account_id"].isin(set(accounts)) & (len(accounts) > 0)
    if unknown.any():
        project.failed.append(
            pd.DataFrame(
                {
                    "entity": ["shop_orders"],
                    "check": "unknown_account",
                    "column": "account_id",
                    "action": "count",
                    "record": None,
                    "row_count": unknown.sum(),
                }
            )
        )
    return orders


def clean_lines(
    project: Project, orders: pd.DataFrame, actions: pd.DataFrame, clock: Clock
) -> None:
    """Clean the order lines, and check that they add up to their orders."""
    frame, checks = cast_table(project.raw, "shop_order_lines")
    check_contract("shop_order_lines", frame, checks, clock)
    # The position of each line's order among the clean orders.
    order_ids = pa.array(orders["order_id"], pa.string())
    places = pc.index_in(pa.array(frame["order_id"], pa.string()), value_set=order_ids)
    order = places.fill_null(-1).to_numpy(zero_copy_only=False)
    lost = np.flatnonzero((order < 0) & frame["order_id"].notna().to_numpy())
    quarantined = project.cleaned["shop_orders"].quarantine["order_id"]
    is_quarantined = frame["order_id"].iloc[lost].isin(set(quarantined)).to_numpy()
    checks.add("order_quarantined", "order_id", lost[is_quarantined])
    checks.add("orphan_line", "order_id", lost[~is_quarantined])

    total = orders["total_amount"].to_numpy()
    is_sale = (
        (total >= 0)
        & orders["refunded_order_id"].isna().to_numpy()
        & ~orders["order_status"].isin(RETURNING).to_numpy()
    )
    quantity = frame["quantity"].to_numpy()
    negative = np.flatnonzero((quantity < 0) & (order >= 0))
    checks.add("negative_quantity", "quantity", negative[is_sale[order[negative]]])

    # Whole numbers are compared faster than texts; what has none is compared as is.
    number = frame["line_number"].to_numpy()
    has_key = (order >= 0) & ~np.isnan(number)
    with np.errstate(invalid="ignore"):
        keys = order.astype("int64") * 1_000_000 + number.astype("int64")
    others = np.flatnonzero(~has_key)
    keys = pd.Series(keys[has_key] if len(others) else keys)
    repeated = np.flatnonzero(keys.duplicated(keep=False))
    if len(others):
        repeated = np.flatnonzero(has_key)[repeated]
        rest = repeated_rows(frame.iloc[others], ("order_id", "line_number"))
        repeated = np.sort(np.concatenate([repeated, others[rest]]))

    amount = quantity * frame["unit_price"].to_numpy()
    is_known = order >= 0
    order, amount = (
        (order, amount)
        if is_known.all()
        else (np.where(is_known, order, len(orders)), amount)
    )
    size = len(orders) + 1
    unpriced = np.bincount(order[np.isnan(amount)], minlength=size)
    amount = np.nan_to_num(amount)
    line_sums = np.bincount(order, amount, minlength=size)
    counts = np.bincount(order, minlength=size)
    cleaned = clean("shop_order_lines", frame, checks, repeated, actions, clock)
    finish_table(project, "shop_order_lines", cleaned)

    is_checked = (counts > 0) & (unpriced == 0)
    is_checked[-1] = False
    is_checked[:-1] &= line_sums[:-1] != total
    removed = cleaned.removed
    removed = removed[order[removed] < len(orders)]
    line_sums -= np.bincount(order[removed], amount[removed], minlength=size)
    # Without a clean line there is nothing to compare.
    is_checked &= counts > np.bincount(order[removed], minlength=size)
    checked = np.flatnonzero(is_checked)
    total = np.abs(total[checked])
    lines = np.abs(line_sums[checked])
    discount = orders["discount_amount"].fillna(0).to_numpy()[checked]
    difference = np.minimum(np.abs(lines - total), np.abs(lines - discount - total))
    limits = project.seed("quality_thresholds").set_index("threshold")["value"]
    wrong = (difference > 100 * limits["line_sum_tolerance_amount"]) & (
        difference > limits["line_sum_tolerance_share"] * total
    )
    project.failed.append(
        pd.DataFrame(
            {
                "entity": "shop_orders",
                "check": "lines_do_not_add_up",
                "action": "count",
                "record": orders["order_id"].iloc[checked[wrong]],
            }
        )
    )


def clean_events(project: Project, actions: pd.DataFrame, clock: Clock) -> None:
    """Clean the web events; count unknown names and visitors that are like robots."""
    frame, checks = cast_table(project.raw, "web_events")
    check_contract("web_events", frame, checks, clock)
    repeated = repeated_rows(frame, ("event_id",))
    cleaned = clean("web_events", frame, checks, repeated, actions, clock)
    events = finish_table(project, "web_events", cleaned)
    counts = events["event_name"].value_counts()
    known = set(project.seed("known_event_names")["event_name"])
    unknown = counts[(counts > 0) & ~counts.index.isin(known)]
    project.failed.append(
        pd.DataFrame(
            {
                "entity": "web_events",
                "check": "unknown_event_name",
                "column": "event_name",
                "action": "count",
                "record": unknown.index.astype("str"),
                "row_count": unknown.to_numpy(),
            }
        )
    )
    limits = project.seed("quality_thresholds").set_index("threshold")["value"]
    visitor, visitors = pd.factorize(events["visitor_id"])
    # A visitor with few events in all cannot have many in ten minutes.
    frequent = np.bincount(visitor) >= limits["robot_events"]
    rows = np.flatnonzero(frequent[visitor])
    bucket = events["occurred_at"].to_numpy()[rows].astype("int64") // 600_000_000
    most = (
        pd.DataFrame({"visitor": visitor[rows], "bucket": bucket})
        .value_counts()
        .groupby("visitor")
        .agg(["max", "sum"])
    )
    robots = most[most["max"] >= limits["robot_events"]]
    project.failed.append(
        pd.DataFrame(
            {
                "entity": "web_events",
                "check": "robot_like_visitor",
                "column": "visitor_id",
                "action": "count",
                "record": visitors[robots.index],
                "row_count": robots["sum"].to_numpy(),
            }
        )
    )


def profiled(frame: pd.DataFrame, clock: Clock) -> pd.DataFrame:
    """Count the missing values of each column, and find its newest known time."""
    newest = {"loaded_at": frame["loaded_at"].max()}
    for name in frame.select_dtypes("datetime").columns.drop("loaded_at"):
        times = frame[name].to_numpy()
        newest[name] = pd.Series(times[times < clock.as_of_at]).max()
    return pd.DataFrame({"missing": frame.isna().sum(), "newest": pd.Series(newest)})


def data_quality(project: Project, clock: Clock) -> None:
    """Count rows, missing values and failed checks; say how old the data is."""
    failed = pd.concat(project.failed, ignore_index=True)
    failed["row_count"] = failed["row_count"].fillna(1)
    project.write(failed, "failed_checks")
    failures = failed.groupby(["entity", "check"])["row_count"].sum()
    measures = list(project.unknown_words)
    for table, cleaned in project.cleaned.items():
        counts, columns = cleaned.counts, cleaned.columns
        measures += [(table, name, None, value) for name, value in counts.items()]
        if counts["rows_in"]:
            measures += [
                (table, "share_missing", name, missing / counts["rows_in"])
                for name, missing in columns["missing"].items()
            ]
        if table in failures.index.get_level_values(0):
            measures += [
                (table, "share_failing", check, count / counts["rows_in"])
                for check, count in failures[table].items()
            ]
        newest = columns["newest"].drop("loaded_at").max()
        for name, time_of in (
            ("record_staleness_days", newest),
            ("source_staleness_days", columns["newest"]["loaded_at"]),
        ):
            if pd.notna(time_of):
                days = (pd.Timestamp(clock.as_of_at) - time_of) / pd.Timedelta(days=1)
                measures.append((table, name, None, days))
    names = ["raw_table", "measure", "subject", "value"]
    table = pd.DataFrame(measures, columns=names)
    table["as_of_date"] = pd.Timestamp(clock.as_of)
    project.write(table, "fct_data_quality")


# ---------------------------------------------------------------- customers, orders


@dataclass
class Orders:
    """Valued orders in order of time; amounts in ten-thousandths, times in seconds.

    `voided` is the second from which an order is worth nothing; never is far away.
    """

    customer: np.ndarray
    at: np.ndarray
    voided: np.ndarray
    purchase: np.ndarray
    revenue: np.ndarray
    value: np.ndarray
    online: np.ndarray
    discounted: np.ndarray
    channel_known: np.ndarray
    discount_known: np.ndarray

    def take(self, rows) -> "Orders":
        """Return some of the orders, in their order."""
        return Orders(**{name: values[rows] for name, values in vars(self).items()})


FAR = np.iinfo("int64").max


def seconds(times: np.ndarray) -> np.ndarray:
    """Return whole seconds since 1970."""
    return times.astype("datetime64[us]").astype("int64") // 1_000_000


def records_of_people(
    project: Project, orders: pd.DataFrame, written: pd.DataFrame
) -> pd.DataFrame:
    """Return contacts, accounts, those that only orders name, leads, and e-mails."""
    accounts = project.cleaned["shop_accounts"].frame
    is_unknown = ~orders["account_id"].isin(accounts["account_id"])
    unknown = orders[is_unknown].groupby("account_id")["ordered_at"].min()
    sources = {
        "shop_accounts": ("account_id", accounts),
        "crm_contacts": ("contact_id", project.cleaned["crm_contacts"].frame),
        "crm_leads": ("lead_id", project.cleaned["crm_leads"].frame),
        "orders": ("account_id", unknown.rename("created_at").reset_index()),
    }
    columns = [*GOLDEN, "created_at", "updated_at", "loaded_at"]
    parts = []
    for source, (key, frame) in sources.items():
        table = "shop_accounts" if source == "orders" else source
        part = frame.reindex(columns=columns)
        part["record_key"] = frame[key].astype("str")
        part["record_source"] = table
        part["record_id"] = f"{table}:" + part["record_key"]
        parts.append(part)
    records = pd.concat(parts, ignore_index=True)
    return pd.concat([records, email_records(written, records)], ignore_index=True)


def attach_rights(
    project: Project,
    clock: Clock,
    records: pd.DataFrame,
    values: pd.DataFrame,
    clusters: pd.Series,
    written: pd.DataFrame,
    orders: pd.DataFrame,
) -> set[str]:
    """Write consents, requests and logins; return who must not be profiled."""
    kept = project.kept
    identifiers = identifiers_of(
        records,
        values,
        clusters.to_numpy(object),
        written,
        project.cleaned["crm_contacts"].frame,
        kept,
    )
    consents = kept["crm_consents"]
    words = last_words(consents, identifiers, clock.as_of_at)
    requests = last_requests(kept["crm_privacy_requests"], identifiers)
    said = who_is_profiled(words, requests)
    project.write(identifiers, "customer_identifiers")
    project.write(words, "customer_consents")
    project.write(requests, "customer_requests")
    told = consents[consents["recorded_at"] < clock.as_of_at]
    project.write(web_visitors(identifiers, told, words, kept), "web_visitors")
    project.write(social_handles(kept, identifiers), "social_handles")

    of_record = pd.Series(clusters.array, index=records["record_id"])
    buyers = set(("shop_accounts:" + orders["account_id"].astype("str")).map(of_record))
    is_own = records["record_source"] != "emails"
    is_lead = records["record_source"] == "crm_leads"
    people = pd.DataFrame(
        {
            "customer": clusters.array,
            "recorded": recorded_at(records),
            "own": is_own.array,
            "lead": is_lead.array,
        }
    )
    people = people.groupby("customer").agg(
        {"recorded": "max", "own": "sum", "lead": "sum"}
    )
    only_leads = (people["own"] > 0) & (people["own"] == people["lead"])
    relation = np.select(
        [people.index.isin(buyers), only_leads], ["customer", "company"], "prospect"
    )
    customers = pd.DataFrame({"customer": people.index, "relation": relation})
    defaults = project.seed("people/consent_defaults")
    permissions = permissions_of(customers, words, requests, defaults)
    project.write(permissions, "customer_permissions")
    heard = last_contacts(kept, orders, identifiers).reindex(people.index)
    last = pd.concat([heard, people["recorded"]], axis=1).max(axis=1)
    due_on = last.dt.floor("D") + pd.Timedelta(days=RETENTION_DAYS)
    project.write(
        last[due_on <= pd.Timestamp(clock.as_of)]
        .rename("last_contact_at")
        .reset_index(),
        "customers_due",
    )
    kept.clear()
    return set(said.index[~said.astype(bool)])


def recorded_at(records: pd.DataFrame) -> pd.Series:
    """Return when each record became known."""
    return records["created_at"].fillna(
        records[["updated_at", "loaded_at"]].min(axis=1)
    )


def make_customers(project: Project, clock: Clock, orders: pd.DataFrame):
    """Return the customers, their orders and, for each, its customer's position."""
    written = written_emails(project.kept)
    with project.timed("linking"):
        records = records_of_people(project, orders, written)
        placeholders = project.seed("people/identity_placeholders")
        clusters, values = find_people(records, placeholders)
    if project.ids is not None:
        # The following outputs can be compared only for the same customers, so the
        # build's customers replace those found here.
        ids = pd.read_parquet(project.ids).set_index("record_id")["customer_id"]
        clusters = records["record_id"].map(ids)
        is_wanted = clusters.notna()
        records, values = records[is_wanted], values[is_wanted]
        clusters = clusters[is_wanted]
    with project.timed("golden"):
        golden = golden_values(
            records,
            values,
            clusters,
            project.seed("people/survivorship_rules"),
            project.seed("people/source_priorities"),
        )
        project.write(golden, "golden_values")
    with project.timed("rights"):
        unwanted = attach_rights(
            project, clock, records, values, clusters, written, orders
        )
        is_profiled = ~clusters.isin(unwanted)
        records, clusters = records[is_profiled], clusters[is_profiled]
    golden = golden.pivot(
        index="customer_id", columns="attribute", values="golden_value"
    )
    golden = golden.reindex(columns=GOLDEN)
    golden["birth_date"] = pd.to_datetime(golden["birth_date"])
    codes, customer_ids = pd.factorize(clusters)
    is_account = (records["record_source"] == "shop_accounts").to_numpy()
    position = pd.Series(codes[is_account], index=records["record_key"][is_account])
    order_customer = position.reindex(orders["account_id"])
    orders = orders[order_customer.notna().to_numpy()]
    order_customer = order_customer.dropna().to_numpy().astype(int)
    recorded = recorded_at(records)
    first = pd.DataFrame({"recorded": recorded, "code": codes}).groupby("code").min()

    first_ordered = np.full(len(customer_ids), FAR)
    at = orders["ordered_at"].to_numpy().astype("int64")
    np.minimum.at(first_ordered, order_customer, at)
    first_ordered_at = first_ordered.astype("datetime64[us]")
    first_ordered_at[first_ordered == FAR] = NEVER
    customers = golden.reindex(customer_ids).reset_index(drop=True)
    customers["customer_id"] = customer_ids
    customers["first_ordered_at"] = first_ordered_at
    dates = {"recorded": first["recorded"], "ordered": customers["first_ordered_at"]}
    known = pd.DataFrame(dates).min(axis=1)
    customers["known_at"] = known.fillna(pd.Timestamp("1900-01-01"))
    return customers, orders, order_customer


def value_orders(
    orders: pd.DataFrame, customer: np.ndarray, rates: pd.DataFrame
) -> Orders:
    """Convert the orders, say from when they are void, and sort them by time."""
    ordered = orders["ordered_at"].to_numpy()
    status = orders["order_status"].astype("category")
    is_void = status.isin(VOIDING).to_numpy() & (orders["total_amount"] > 0).to_numpy()
    changed = orders["status_changed_at"].fillna(orders["ordered_at"]).to_numpy()
    voided = np.where(is_void, changed, NEVER)
    # The refund of a void order does not count either.
    refunds = np.flatnonzero(orders["refunded_order_id"].notna())
    void_rows = np.flatnonzero(is_void)
    void_at = pd.Series(
        changed[void_rows], index=orders["order_id"].iloc[void_rows].to_numpy()
    )
    if len(refunds) and len(void_rows):
        of_refunds = orders["refunded_order_id"].iloc[refunds].map(void_at).to_numpy()
        still = np.isnat(voided[refunds])
        voided[refunds[still]] = of_refunds[still].astype("datetime64[us]")

    rates = rates.assign(valid_from=pd.to_datetime(rates["valid_from"]))
    currency = orders["currency"].astype("category")
    names = list(currency.cat.categories)
    codes = currency.cat.codes.to_numpy()
    base = rates[rates["currency"] == CURRENCY]["rate_to_eur"].iloc[0]
    rate = np.full(len(orders), 100_000_000)
    for code, name in enumerate(names):
        if name == CURRENCY:
            continue
        rows = np.flatnonzero(codes == code)
        steps = rates[rates["currency"] == name].sort_values("valid_from")
        place = np.searchsorted(
            steps["valid_from"].to_numpy().astype("datetime64[us]"),
            ordered[rows],
            side="right",
        )
        values = np.round(steps["rate_to_eur"].to_numpy() / base * 1e8)
        rate[rows] = values.astype("int64")[place - 1]

    total = orders["total_amount"].to_numpy()
    tax = orders["tax_amount"].fillna(0).to_numpy()
    margin = orders["margin_amount"].to_numpy()
    value = np.where(np.isnan(margin), total - tax, margin)
    online = orders["sales_channel"].astype("category").eq("online").to_numpy()
    valued = Orders(
        customer=customer.astype("int32"),
        at=seconds(ordered),
        voided=np.where(np.isnat(voided), FAR, seconds(voided)),
        purchase=total > 0,
        revenue=converted(total, rate),
        value=converted(value, rate),
        online=online,
        discounted=orders["discount_amount"].to_numpy() > 0,
        channel_known=orders["sales_channel"].notna().to_numpy(),
        discount_known=orders["discount_amount"].notna().to_numpy(),
    )
    if (np.diff(valued.at) < 0).any():
        valued = valued.take(np.argsort(valued.at, kind="stable"))
    return valued


def converted(cents: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Return ten-thousandths of the reporting currency, rounded half away from 0."""
    units = cents.astype("int64") * rate
    rounded = (np.abs(units) + 500_000) // 1_000_000
    # Whole numbers as floats: their sums are exact, and bincount takes floats.
    return (np.sign(units) * rounded).astype("float64")


# ---------------------------------------------------------------- features


def features_at(
    start: int, lasting: Orders, voidable: Orders, known_since: np.ndarray
) -> dict:
    """Return the features of all customers as of one instant.

    Parameters
    ----------
    start : second at which the date begins.
    lasting, voidable : orders that never are void, and those that are from some time.
    known_since : second from which each customer is known.
    """
    size = len(known_since)
    known = np.searchsorted(lasting.at, start)
    # An order that is void later is still valid.
    standing = voidable.take((voidable.at < start) & (voidable.voided >= start))

    def sums(name: str, days: int | None = None, of_purchases: bool = False):
        result = np.zeros(size)
        for orders, end in ((lasting, known), (standing, len(standing.at))):
            begin = 0
            if days is not None:
                begin = np.searchsorted(orders.at, start - days * DAY)
            weights = getattr(orders, name)[begin:end]
            if of_purchases:
                weights = weights * orders.purchase[begin:end]
            result += np.bincount(orders.customer[begin:end], weights, size)
        return result

    # Orders are sorted by time, and the last of several assignments stays.
    last = np.full(size, -1)
    first = np.full(size, -1)
    bought = np.flatnonzero(lasting.purchase[:known])
    who, when = lasting.customer[bought], lasting.at[bought]
    last[who] = when
    first[who[::-1]] = when[::-1]
    first[first < 0] = FAR
    rows = standing.purchase
    np.maximum.at(last, standing.customer[rows], standing.at[rows])
    np.minimum.at(first, standing.customer[rows], standing.at[rows])

    count = sums("purchase")
    count_730 = sums("purchase", 730)
    has_ordered = count > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        since_last = np.where(has_ordered, (start - last) / DAY, np.nan)
        since_first = np.where(has_ordered, (start - first) / DAY, np.nan)
        recent = np.where(count_730 > 0, count_730, np.nan)
        days_known = (start - known_since) / DAY
        # A prior of half an order in two months shrinks the rate of new customers.
        rate = (count + 0.5) / (days_known + 60)
        return {
            "order_count": count,
            "order_count_90d": sums("purchase", 90),
            "order_count_365d": sums("purchase", 365),
            "order_count_730d": count_730,
            "net_revenue": sums("revenue") / 1e4,
            "net_revenue_90d": sums("revenue", 90) / 1e4,
            "net_revenue_365d": sums("revenue", 365) / 1e4,
            "net_revenue_730d": sums("revenue", 730) / 1e4,
            "order_value": sums("value") / 1e4,
            "order_value_365d": sums("value", 365) / 1e4,
            "average_order_value_730d": sums("revenue", 730, True) / 1e4 / recent,
            "online_order_share_730d": sums("online", 730, True)
            / sums("channel_known", 730, True),
            "discounted_order_share_730d": sums("discounted", 730, True)
            / sums("discount_known", 730, True),
            "days_since_last_order": since_last,
            "days_since_first_order": since_first,
            "average_days_between_orders": np.where(
                count > 1, (since_first - since_last) / (count - 1), np.nan
            ),
            "has_ordered": has_ordered,
            "days_known": days_known,
            "orders_per_year": rate * 365,
            "missed_orders": since_last * rate,
        }


# ---------------------------------------------------------------- learning


def weighted_catalog(project) -> pd.DataFrame:
    """Return the features of customers with a column of weights per use."""
    catalog = project.seed("features/feature_catalog")
    catalog = catalog[catalog["entity"] == "customer"]
    uses = project.seed("features/feature_uses")
    uses = uses[uses["entity"] == "customer"]
    for use, weights in uses.groupby("use"):
        weight = weights.set_index("feature")["weight"]
        catalog = catalog.assign(
            **{f"{use}_weight": catalog["feature"].map(weight).fillna(0.0)}
        )
    return catalog


class Scaler:
    """Logarithm, median for what is not known, winsorised, mean 0 and deviation 1."""

    def __init__(self, catalog: pd.DataFrame, purpose: str) -> None:
        """Select the features with weight for a use."""
        self.rows = catalog[catalog[f"{purpose}_weight"] > 0]

    def transformed(self, features: dict, rows: np.ndarray) -> np.ndarray:
        """Return the features with weight, after the log transform."""
        columns = []
        for row in self.rows.itertuples():
            values = features[row.feature][rows].astype("float64")
            if row.transform == "log1p":
                values = np.sign(values) * np.log1p(np.abs(values))
            columns.append(values)
        return np.column_stack(columns)

    def fit(self, features: dict, rows: np.ndarray) -> "Scaler":
        """Learn from some customers."""
        values = self.transformed(features, rows)
        self.fill, self.low, self.high = np.nanquantile(values, [0.5, 0.005, 0.995], 0)
        values = np.clip(values, self.low, self.high)
        self.centre = np.nanmean(values, 0)
        spread = np.nanstd(values, 0)
        self.scale = np.where(spread > 0, spread, 1.0)
        return self

    def transform(self, features: dict, rows: np.ndarray) -> np.ndarray:
        """Scale the features of some customers."""
        values = self.transformed(features, rows)
        values = np.where(np.isnan(values), self.fill, values)
        return (np.clip(values, self.low, self.high) - self.centre) / self.scale


def fit_kmeans(vectors: np.ndarray) -> tuple[KMeans, float]:
    """Choose k by silhouette, without clusters that are too small if possible."""
    best = None
    for k in range(MIN_K, min(MAX_K, len(vectors) - 1) + 1):
        model = KMeans(k, n_init=10, random_state=0).fit(vectors)
        share = np.bincount(model.labels_).min() / len(vectors)
        judged = vectors[:SILHOUETTE_SAMPLE]
        silhouette = silhouette_score(judged, model.labels_[:SILHOUETTE_SAMPLE])
        rank = (share >= MIN_SEGMENT_SHARE, silhouette)
        if best is None or rank > best[0]:
            best = (rank, model, silhouette)
    _, model, silhouette = best
    # The largest cluster is the first.
    order = np.argsort(-np.bincount(model.labels_), kind="stable")
    model.cluster_centers_ = np.ascontiguousarray(model.cluster_centers_[order])
    return model, silhouette


def fit_propensity(vectors, labels, groups):
    """Learn a calibrated logistic regression; one customer is in one fold."""
    folds = list(GroupKFold(5).split(vectors, labels, groups))
    search = GridSearchCV(
        LogisticRegression(solver="newton-cholesky"),
        {"C": [0.001, 0.01, 0.1, 1.0]},
        scoring="neg_log_loss",
        cv=folds,
        refit=False,
    ).fit(vectors, labels)
    chosen = LogisticRegression(solver="newton-cholesky", **search.best_params_)
    return CalibratedClassifierCV(
        chosen, method="sigmoid", cv=folds, ensemble=False
    ).fit(vectors, labels)


def calibration_error(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Return the mean gap between probability and frequency in ten bins."""
    bins = pd.qcut(probabilities, 10, labels=False, duplicates="drop")
    gaps = pd.Series(probabilities - labels).groupby(bins).sum()
    return float(gaps.abs().sum() / len(labels))


# ---------------------------------------------------------------- segments


def rfm_metrics(features: dict) -> dict[str, np.ndarray]:
    """Return recency, frequency and monetary value of 24 months."""
    return {
        "recency": np.floor(features["days_since_last_order"]),
        "frequency": features["order_count_730d"],
        "monetary": features["net_revenue_730d"],
    }


def rfm_cut_points(features: dict) -> dict[str, np.ndarray]:
    """Return the bounds between the scores: quantiles of who bought in the window."""
    steps = np.arange(1, RFM_BINS) / RFM_BINS
    rows = features["order_count_730d"] > 0
    return {
        name: np.quantile(values[rows], steps)
        for name, values in rfm_metrics(features).items()
    }


def rfm_scores(features: dict, cuts: dict, ranges: pd.DataFrame) -> dict:
    """Score all customers and name the segment; equal values have equal scores."""
    metrics = rfm_metrics(features)
    below = {
        name: np.searchsorted(cuts[name], values, side="left")
        for name, values in metrics.items()
    }
    scores = {
        "recency_score": RFM_BINS - below["recency"],
        "frequency_score": 1 + below["frequency"],
        "monetary_score": 1 + below["monetary"],
    }
    fifths = {
        name: np.ceil(values * 5 / RFM_BINS).astype(int)
        for name, values in scores.items()
    }
    both = np.ceil((fifths["frequency_score"] + fifths["monetary_score"]) / 2)
    lookup = np.zeros((6, 6), dtype="int64")
    names = ["prospect", *ranges["segment"].unique()]
    for row in ranges.itertuples():
        lookup[
            row.recency_from : row.recency_to + 1,
            row.frequency_monetary_from : row.frequency_monetary_to + 1,
        ] = names.index(row.segment)
    recency = np.clip(fifths["recency_score"], 0, 5)
    segment = lookup[recency, both.astype(int)]
    has_ordered = features["order_count"] > 0
    segment = np.where(has_ordered, segment, 0)
    return {
        **{
            name: np.where(has_ordered, values, np.nan)
            for name, values in (metrics | scores).items()
        },
        "rfm_segment": pd.Categorical.from_codes(segment, names),
    }


def lifecycle(features: dict, days: dict[str, int]) -> pd.Categorical:
    """Return the stage of each customer's life."""
    names = ["prospect", "new", "lapsed", "slipping", "reactivated", "active"]
    last = features["days_since_last_order"]
    in_year = features["order_count_365d"]
    stage = np.select(
        [
            features["order_count"] == 0,
            features["days_since_first_order"] <= days["new"],
            last > days["slipping"],
            last > days["active"],
            (features["order_count_90d"] == in_year)
            & (in_year < features["order_count"]),
        ],
        [0, 1, 2, 3, 4],
        default=5,
    )
    return pd.Categorical.from_codes(stage, names)


def profiles_of(
    segments: pd.Categorical, strength: np.ndarray, features: dict
) -> pd.DataFrame:
    """Describe the segments of one scheme at one date."""
    codes = segments.codes
    size = len(segments.categories)
    customers = np.bincount(codes, minlength=size)

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(codes, np.nan_to_num(values), minlength=size)

    def mean(values: np.ndarray) -> np.ndarray:
        known = np.bincount(codes, ~np.isnan(values), minlength=size)
        with np.errstate(invalid="ignore"):
            return total(values) / known

    sums = ["net_revenue_365d", "order_value_365d", "order_count_365d", "net_revenue"]
    means = [
        *("days_since_last_order", "average_order_value_730d"),
        *("online_order_share_730d", "discounted_order_share_730d"),
    ]
    profile = pd.DataFrame({"segment": segments.categories, "customers": customers})
    for name in sums:
        profile[name] = total(features[name])
    for name in sums[:3:2]:
        with np.errstate(invalid="ignore"):
            profile[f"average_{name}"] = profile[name].to_numpy() / customers
    for name in means:
        profile[f"average_{name.removeprefix('average_')}"] = mean(features[name])
    profile["average_strength"] = mean(strength)
    profile["customer_share"] = customers / customers.sum()
    for name in ("net_revenue_365d", "order_value_365d", "net_revenue"):
        profile[f"{name}_share"] = profile[name] / profile[name].sum()
    return profile[customers > 0]


def migrations_of(before: pd.Categorical, after: pd.Categorical) -> pd.DataFrame:
    """Count moves between segments; customers unknown before have no earlier
    segment."""
    table = pd.DataFrame({"from": before, "to": after})
    moves = table.groupby(["from", "to"], dropna=False, observed=True).size()
    moves = moves.rename("customers").reset_index()
    moves["share_of_from"] = moves["customers"] / moves.groupby("from", dropna=False)[
        "customers"
    ].transform("sum")
    return moves


# ---------------------------------------------------------------- marts


def describe_customers(customers: pd.DataFrame, as_of: np.datetime64) -> pd.DataFrame:
    """Return the customers in bands."""
    years = pd.Timestamp(as_of).year - customers["birth_date"].dt.year
    bands = ["under 25", "25-34", "35-49", "50-64", "65 and over"]
    band = pd.cut(years, [-np.inf, 25, 35, 50, 65, np.inf], right=False, labels=bands)
    postal = customers["postal_code"].astype("str")
    department = postal.str[:2]
    department = department.mask(department.isin(["97", "98"]), postal.str[:3])
    department = department.mask(postal.str[:2] == "20", "2B")
    department = department.mask(postal.str[:3].isin(["200", "201"]), "2A")
    is_french = customers["country_code"].astype("str").fillna("FR") == "FR"
    is_code = postal.str.fullmatch(r"[0-9]{5}").fillna(False).astype(bool)
    return pd.DataFrame(
        {
            "customer_id": customers["customer_id"],
            "gender": customers["gender"],
            "age_band": band,
            "country_code": customers["country_code"],
            "department_code": department.where(is_french & is_code),
            "known_year": customers["known_at"].dt.year,
        }
    )


def score_dates(project, calendar, customers, orders, catalog) -> None:
    """Make the features of all dates, learn, and score all customers at all dates."""
    size = len(customers)
    starts = seconds(calendar.starts)
    never_void = orders.voided == FAR
    lasting, voidable = orders.take(never_void), orders.take(~never_void)
    known_at = customers["known_at"].to_numpy()
    known_since = seconds(known_at)
    with project.timed("features"):
        known = {
            date: np.flatnonzero(known_at < start)
            for date, start in zip(calendar.dates, calendar.starts, strict=True)
        }
        features = {}
        for date, start in zip(calendar.dates, starts, strict=True):
            everybody = features_at(start, lasting, voidable, known_since)
            features[date] = {
                name: values[known[date]] for name, values in everybody.items()
            }
    # The build may have more features; the script does without them.
    catalog = catalog[catalog["feature"].isin(everybody)]

    # One thread: a sample is small, and waiting threads would cost more.
    with project.timed("learning"), threadpool_limits(1):
        random = np.random.default_rng(0)
        learnt_on = calendar.learning[-1]
        of_learning = features[learnt_on]
        sample = random.permutation(len(known[learnt_on]))[:SAMPLE_SIZE]
        cluster_scaler = Scaler(catalog, "segmentation").fit(of_learning, sample)
        buyers = sample[of_learning["has_ordered"][sample]]
        kmeans, silhouette = fit_kmeans(cluster_scaler.transform(of_learning, buyers))
        scaler = Scaler(catalog, "propensity").fit(of_learning, sample)
        propensity, metrics = learn_propensity(
            calendar, features, known, scaler, orders, size, random
        )

    with project.timed("scoring"):
        write_marts(
            project,
            calendar,
            customers,
            features,
            known,
            (cluster_scaler, kmeans),
            (scaler, propensity),
        )
        kept = {"model": "kmeans", "silhouette": silhouette, "k": kmeans.n_clusters}
        registry = pd.DataFrame([kept, {"model": "purchase_90d", **metrics}])
        project.write(registry, "fct_model_registry")


def learn_propensity(calendar, features, known, scaler, orders, size, random):
    """Train the propensity on the training dates, and validate it out of time."""
    chosen = np.zeros(size, dtype=bool)
    chosen[random.permutation(size)[:SAMPLE_SIZE]] = True
    parts = {}
    if calendar.judging is None or not calendar.training:
        return None, {}
    for date in [*calendar.training, calendar.judging]:
        rows = np.flatnonzero(chosen[known[date]])
        start, end = seconds(day_begins(np.array([date, date + HORIZON_DAYS])))
        window = slice(*np.searchsorted(orders.at, [start, end]))
        counts = orders.purchase[window] & (orders.voided[window] >= end)
        bought = np.zeros(size, dtype=bool)
        bought[orders.customer[window][counts]] = True
        parts[date] = (
            scaler.transform(features[date], rows),
            bought[known[date][rows]],
            known[date][rows],
        )
    vectors, labels, groups = (
        np.concatenate(part)
        for part in zip(*(parts[date] for date in calendar.training), strict=True)
    )
    if labels.all() or not labels.any():
        return None, {}
    model = fit_propensity(vectors, labels, groups)
    vectors, labels, _ = parts[calendar.judging]
    probabilities = model.predict_proba(vectors)[:, 1]
    has_both = labels.any() and not labels.all()
    return model, {
        "auc": roc_auc_score(labels, probabilities) if has_both else np.nan,
        "log_loss": log_loss(labels, probabilities, labels=[False, True]),
        "brier": brier_score_loss(labels, probabilities),
        "calibration_error": calibration_error(labels, probabilities),
        "base_rate": labels.mean(),
    }


def write_marts(
    project, calendar, customers, features, known, clusters, propensities
) -> None:
    """Score all dates and write the tables, a file for each date."""
    ranges = project.seed("rfm_segment_ranges")
    tiers = project.seed("value_tiers").sort_values("from_quantile")
    stages = project.seed("lifecycle_thresholds").set_index("threshold")["days"]
    cluster_scaler, kmeans = clusters
    scaler, propensity = propensities
    cluster_names = ["prospect", *map(str, range(1, kmeans.n_clusters + 1))]
    decile_names = list(map(str, range(1, 11)))
    tier_names = ["prospect", *tiers["tier"]]
    cuts, tier_cuts, cut_rows = {}, {}, []
    profiles, migrations, previous = [], [], None
    ids = customers["customer_id"]
    for date, learnt_on in zip(calendar.dates, calendar.learning, strict=True):
        at = features[date]
        customer = ids.iloc[known[date]].reset_index(drop=True)
        keys = {"customer_id": customer, "as_of_date": pd.Timestamp(date)}
        part = str(date)
        project.write(pd.DataFrame({**keys, **at}), "fct_customer_features", part)

        if learnt_on not in cuts:
            buyers = features[learnt_on]["order_count"] > 0
            cuts[learnt_on] = rfm_cut_points(features[learnt_on])
            tier_cuts[learnt_on] = np.quantile(
                features[learnt_on]["order_value_365d"][buyers],
                tiers["from_quantile"].iloc[1:],
            )
        for name, bounds in cuts[learnt_on].items():
            scores = range(2, RFM_BINS + 1)
            if name == "recency":
                scores = range(RFM_BINS - 1, 0, -1)
            cut_rows += [
                (date, name, score, bound, learnt_on)
                for score, bound in zip(scores, bounds, strict=True)
            ]
        rfm = rfm_scores(at, cuts[learnt_on], ranges)
        project.write(pd.DataFrame({**keys, **rfm}), "fct_rfm_scores", part)

        has_ordered = at["order_count"] > 0
        ones = np.ones(len(customer))
        tier = 1 + np.searchsorted(tier_cuts[learnt_on], at["order_value_365d"])
        tier = np.where(has_ordered, tier, 0)

        buyers = np.flatnonzero(has_ordered)
        distances = kmeans.transform(cluster_scaler.transform(at, buyers))
        cluster = np.zeros(len(customer), dtype="int64")
        cluster[buyers] = 1 + distances.argmin(axis=1)
        strength = ones.copy()
        two = np.partition(distances, 1, axis=1)[:, :2]
        with np.errstate(invalid="ignore"):
            strength[buyers] = np.where(two[:, 1] > 0, 1 - two[:, 0] / two[:, 1], 1.0)

        probability = np.full(len(customer), 0.5)
        if propensity is not None:
            vectors = scaler.transform(at, np.arange(len(customer)))
            probability = propensity.predict_proba(vectors)[:, 1]
        bounds = np.quantile(probability, np.arange(1, 10) / 10)
        decile = np.searchsorted(bounds, probability, side="left")
        scores = {"probability": probability, "decile": decile + 1}
        project.write(pd.DataFrame({**keys, **scores}), "fct_customer_scores", part)

        schemes = {
            "rfm": (rfm["rfm_segment"], ones),
            "value_tier": (pd.Categorical.from_codes(tier, tier_names), ones),
            "lifecycle": (lifecycle(at, stages), ones),
            "kmeans": (pd.Categorical.from_codes(cluster, cluster_names), strength),
            "propensity_decile": (
                pd.Categorical.from_codes(decile, decile_names),
                ones,
            ),
        }
        current = {}
        frames = []
        for scheme, (segments, strengths) in schemes.items():
            of_scheme = [f"{scheme}:{name}" for name in segments.categories]
            segments = segments.rename_categories(of_scheme)
            current[scheme] = segments
            frames.append(
                pd.DataFrame(
                    {
                        **keys,
                        "scheme": scheme,
                        "segment_id": segments.astype("str"),
                        "strength": strengths,
                        "is_current": date == calendar.dates[-1],
                    }
                )
            )
            profile = profiles_of(segments, strengths, at)
            profiles.append(profile.assign(as_of_date=date, scheme=scheme))
            if previous is not None:
                place = np.full(len(customers), -1)
                place[previous[0]] = previous[1][scheme].codes
                before = pd.Categorical.from_codes(
                    place[known[date]], previous[1][scheme].categories
                )
                moves = migrations_of(before, segments)
                migrations.append(moves.assign(as_of_date=date, scheme=scheme))
        project.write(
            pd.concat(frames, ignore_index=True), "fct_customer_segments", part
        )
        previous = (known[date], current)

    names = ["as_of_date", "metric", "score", "lower_bound", "learnt_on"]
    project.write(pd.DataFrame(cut_rows, columns=names), "dim_rfm_cut_points")
    project.write(pd.concat(profiles, ignore_index=True), "fct_segment_profiles")
    if migrations:
        project.write(
            pd.concat(migrations, ignore_index=True), "fct_segment_migrations"
        )
    segments = project.seed("rule_segments")
    segments = segments[segments["entity"] == "customer"]
    learnt = pd.DataFrame({"scheme": "kmeans", "segment": cluster_names[1:]})
    project.write(pd.concat([segments, learnt], ignore_index=True), "dim_segments")


def main() -> None:
    """Run the whole and print the seconds of each step as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raw", type=Path, required=True, help="folder of raw tables")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--seeds", type=Path, required=True, help="seeds/reference")
    parser.add_argument("--ids", type=Path, help="record_id, customer_id to take")
    arguments = parser.parse_args()
    project = Project(arguments.raw, arguments.out, arguments.seeds, arguments.ids)
    limits = project.seed("quality_thresholds").set_index("threshold")["value"]
    actions = project.seed("quality_checks").set_index("check_name")

    with project.timed("scoring_date"):
        clock = read_clock(project.raw, limits)
    with project.timed("small_tables"):
        clean_small_tables(project, actions, clock)
    with project.timed("orders"):
        orders = clean_orders(project, actions, clock)
    with project.timed("order_lines"):
        clean_lines(project, orders, actions, clock)
    with project.timed("web_events"):
        clean_events(project, actions, clock)

    with project.timed("people"):
        customers, orders, order_customer = make_customers(project, clock, orders)
    with project.timed("customers"):
        first_known = customers["known_at"].min().floor("h")
        calendar = make_calendar(clock.as_of, np.datetime64(first_known, "us"))
        valued = value_orders(orders, order_customer, project.seed("currency_rates"))
        project.write(describe_customers(customers, clock.as_of), "dim_customers")
    with project.timed("data_quality"):
        data_quality(project, clock)
    counts = {table: cleaned.counts for table, cleaned in project.cleaned.items()}
    (project.out / "counts.json").write_text(json.dumps(counts, indent=1))
    project.cleaned.clear()
    del orders

    score_dates(project, calendar, customers, valued, weighted_catalog(project))
    print(json.dumps(project.steps))


if __name__ == "__main__":
    main()
