"""Damaged rows: types, rates and how they are made.

`DAMAGES` is the only table of rates. The damaged rows are drawn for a whole block
before it is cut, so a later last day never changes an earlier row.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from strata.demo.arrays import TYPES, join, moment_text, moments, seconds_of
from strata.demo.contract import MONEY, TABLES, TIMESTAMP
from strata.demo.seasons import day_start
from strata.demo.settings import FIRST_UNTIL, START

Change = Callable[[pa.Array], pa.Array]


@dataclass(frozen=True)
class Damage:
    """One type of damage in one table.

    Attributes
    ----------
    rate : share of rows. column : what is changed.
    value : the new value, or a function of the old ones; None empties.
    as_text : the value exists only as text, so typed parquet cannot carry it.
    always : at least one row in any output of 500 people or more.
    only : mask of the column's values that can be damaged; None: all.
    """

    table: str
    kind: str
    rate: float
    column: str = ""
    value: str | Change | None = None
    as_text: bool = False
    always: bool = False
    only: Change | None = None


def _later(column: pa.Array) -> pa.Array:
    seconds = seconds_of(column)
    return moments(seconds + (2 + seconds % 19) * 86_400)


def _years_ahead(column: pa.Array) -> pa.Array:
    """Return moments after the horizon; accounts are older than the history."""
    seconds = seconds_of(column)
    years = np.where(seconds < day_start(0), 15, 5)
    return moments(seconds + years * 365 * 86_400)


def _long_ago(column: pa.Array) -> pa.Array:
    return moments(seconds_of(column) % 86_400 - 3_118_000_000)


def _negated(column: pa.Array) -> pa.Array:
    return pc.negate(column)


def _doubled(column: pa.Array) -> pa.Array:
    return pc.add(column, column).cast(TYPES[MONEY])


def _prefixed(prefix: str) -> Change:
    return lambda column: join(prefix, column)


def _without_at(column: pa.Array) -> pa.Array:
    return pc.replace_substring(column.fill_null("sans@adresse"), "@", " at ")


# Columns whose content distinguishes a second row with the same key from the first.
_CHANGED = {
    "crm_contacts": ("marital_status", "unknown"),
    "crm_consents": ("proof", "import"),
    "crm_companies": ("city", "CEDEX"),
    "crm_leads": ("job_title", "Autre"),
    "crm_lead_activities": ("activity_type", "other"),
    "crm_opportunities": ("owner", "import"),
    "shop_accounts": ("city", "CEDEX"),
    "shop_orders": ("sales_channel", "marketplace"),
    "shop_order_lines": ("category", "Divers"),
    "web_events": ("device_type", "other"),
    "social_interactions": ("body", "…"),
    "survey_responses": ("answer", "3"),
    "feedback_comments": ("channel", "import"),
    "marketing_sends": ("variant", "unknown"),
    "external_attributes": ("value", "0"),
    "context_series": ("value", "0"),
    "geo_communes": ("urban_class", "unknown"),
}


def _common() -> list[Damage]:
    """Make the types of damage that every table has."""
    found = []
    for name, table in TABLES.items():
        shop = name == "shop_orders"
        required = table.required[0 if name != "shop_orders" else -1]
        found += [
            Damage(name, "late", 0.003, "loaded_at", _later, always=shop),
            Damage(name, "exact_duplicate", 0.0015, always=shop),
            Damage(name, "missing_required", 0.0005, required, always=shop),
        ]
        if name in _CHANGED:
            found.append(
                Damage(name, "duplicate_key", 0.001, *_CHANGED[name], always=shop)
            )
        if table.time:
            wrong = ("2025-13-45", "hier", "31/02/2025 25:61")[len(found) % 3]
            lead = name == "crm_leads"
            found += [
                Damage(
                    name,
                    "date_in_future",
                    0.0003,
                    table.time,
                    _years_ahead,
                    always=shop,
                ),
                Damage(
                    name, "date_too_old", 0.0002, table.time, _long_ago, always=shop
                ),
                Damage(
                    name, "unparsable_timestamp", 0.0004, table.time, wrong, True, lead
                ),
                Damage(
                    name, "infinite_date", 0.0002, table.time, "infinity", True, lead
                ),
            ]
    return found


DAMAGES: tuple[Damage, ...] = (
    *_common(),
    Damage(
        "crm_contacts", "impossible_email", 0.003, "email", _without_at, always=True
    ),
    Damage("crm_contacts", "impossible_phone", 0.003, "phone", "06 12", always=True),
    Damage(
        "crm_contacts", "unparsable_date", 0.002, "birth_date", "29-30-1975", True, True
    ),
    Damage(
        "crm_contacts", "infinite_date", 0.001, "birth_date", "infinity", True, True
    ),
    Damage("crm_contacts", "date_in_future", 0.001, "birth_date", "2091-05-02", True),
    Damage("crm_contacts", "date_too_old", 0.001, "birth_date", "1812-09-07", True),
    Damage(
        "crm_contacts",
        "unparsable_number",
        0.002,
        "household_income",
        "n/c",
        True,
        True,
    ),
    Damage(
        "crm_consents",
        "unknown_word",
        0.001,
        "is_granted",
        "peut-être",
        True,
        True,
    ),
    Damage("crm_companies", "unparsable_number", 0.002, "employee_count", "~20", True),
    Damage("crm_companies", "unparsable_date", 0.002, "founded_on", "vers 1990", True),
    Damage("crm_leads", "impossible_email", 0.003, "email", _without_at, always=True),
    Damage("crm_leads", "impossible_phone", 0.002, "phone", "+33 0000"),
    Damage("shop_accounts", "impossible_email", 0.002, "email", _without_at),
    Damage("shop_accounts", "impossible_phone", 0.002, "phone", "0123"),
    Damage("shop_orders", "order_without_account", 0.002, "account_id", always=True),
    Damage(
        "shop_orders",
        "unknown_account",
        0.0005,
        "account_id",
        _prefixed("99"),
        always=True,
    ),
    Damage("shop_orders", "unknown_currency", 0.0005, "currency", "XPT", always=True),
    Damage(
        "shop_orders",
        "lines_do_not_add_up",
        0.0007,
        "total_amount",
        _doubled,
        always=True,
    ),
    Damage("shop_orders", "unparsable_number", 0.0004, "total_amount", "12,5O", True),
    Damage(
        "shop_order_lines",
        "orphan_line",
        0.0005,
        "order_id",
        _prefixed("9"),
        always=True,
    ),
    Damage(
        "shop_order_lines",
        "negative_quantity",
        0.0005,
        "quantity",
        _negated,
        always=True,
        # The lines of refunds are negative anyway.
        only=lambda quantity: pc.greater(quantity, 0),
    ),
    Damage("shop_order_lines", "unparsable_number", 0.0004, "quantity", "deux", True),
    Damage(
        "web_events",
        "unknown_event_name",
        0.001,
        "event_name",
        "wheel_spin",
        always=True,
    ),
    Damage("survey_responses", "impossible_email", 0.002, "email", _without_at),
    Damage("feedback_comments", "unparsable_number", 0.002, "rating", "bof", True),
    Damage("context_series", "unparsable_number", 0.002, "value", "—", True),
    Damage(
        "context_series", "unparsable_date", 0.001, "observed_on", "semaine 12", True
    ),
)
# Made by adding a visitor, not by changing rows.
ROBOT_KIND = "robot_like_visitor"
KINDS = tuple(sorted({damage.kind for damage in DAMAGES} | {ROBOT_KIND}))
_EARLY = day_start((FIRST_UNTIL - START).days)


def draw_damage(
    rng: np.random.Generator, table: str, at: np.ndarray, guarantee: bool
) -> np.ndarray:
    """Draw the damaged rows; return the number of the damage per row, -1 for none.

    Parameters
    ----------
    at : UTC epoch second of each row. guarantee : hit at least one row of the first
        year for each damage that must always be there.
    """
    damages = [row for row, damage in enumerate(DAMAGES) if damage.table == table]
    edges = np.cumsum([DAMAGES[row].rate for row in damages])
    hit = np.searchsorted(edges, rng.random(len(at)), side="right")
    drawn = np.array([*damages, -1])[hit]
    if guarantee:
        # Choose undamaged rows far apart, so that guaranteed damages do not collide.
        sound = np.flatnonzero((drawn < 0) & (at < _EARLY))
        needed = [row for row in damages if DAMAGES[row].always]
        places = np.linspace(0, len(sound) - 1, len(needed) + 2)[1:-1].astype(int)
        for row, place in zip(needed, places, strict=True):
            if len(sound) > len(needed):
                drawn[sound[place]] = row
    return drawn


def key_of(table: str, rows: pa.Table) -> pa.Array:
    """Return each row's key as one text, parts joined by a slash."""
    parts = []
    for name in TABLES[table].key:
        column = rows[name].combine_chunks()
        if column.type == TYPES[TIMESTAMP]:
            column = moment_text(column)
        parts.append(column.cast(pa.string()).fill_null(""))
    return join(*parts, separator="/") if len(parts) > 1 else parts[0]


def _change(rows: pa.Table, damage: Damage, hit: np.ndarray) -> pa.Table:
    """Return the rows with the damage's column changed at `hit` (row numbers)."""
    old = rows[damage.column].combine_chunks()
    part = old.take(pa.array(hit))
    if damage.value is None:
        new = pa.nulls(len(hit), old.type)
    elif callable(damage.value):
        new = damage.value(part).cast(old.type)
    else:
        new = pa.array([damage.value] * len(hit), pa.string()).cast(old.type)
    mask = np.zeros(len(rows), bool)
    mask[hit] = True
    column = pc.replace_with_mask(old, pa.array(mask), new)
    place = rows.column_names.index(damage.column)
    return rows.set_column(place, damage.column, column)


def apply_damage(
    table: str, rows: pa.Table, drawn: np.ndarray, keys: pa.Array, as_text: bool
) -> tuple[pa.Table, pa.Table]:
    """Damage the drawn rows; return the table and the log of damages.

    Parameters
    ----------
    rows : typed, or all text. as_text : which damages to make, those that exist only
        as text or the others. keys : of the rows before anything was broken.

    Returns
    -------
    The rows, copies at the end, and a table of (table, key, kind).
    """
    size = len(rows)
    added, logs = [], []
    order = np.flatnonzero(drawn >= 0)
    order = order[np.argsort(drawn[order], kind="stable")]
    numbers, starts = np.unique(drawn[order], return_index=True)
    ends = np.append(starts, len(order))[1:]
    for number, start, end in zip(numbers, starts, ends, strict=True):
        hit = order[start:end]
        damage = DAMAGES[number]
        if damage.as_text != as_text:
            continue
        if damage.only is not None:
            part = rows[damage.column].combine_chunks().take(pa.array(hit))
            hit = hit[damage.only(part).fill_null(False).to_numpy(False)]
        logs.append((damage.kind, keys.take(pa.array(hit))))
        if damage.kind in ("exact_duplicate", "duplicate_key"):
            copy = rows.slice(0, size).take(pa.array(hit))
            everything = np.arange(len(hit))
            if damage.kind == "duplicate_key":
                copy = _change(copy, damage, everything)
                loaded = Damage(table, "", 0, "loaded_at", _later)
                copy = _change(copy, loaded, everything)
            added.append(copy)
        else:
            rows = _change(rows, damage, hit)
    rows = pa.concat_tables([rows, *added]).combine_chunks() if added else rows
    return rows, damage_log(table, logs)


def damage_log(table: str, logs: list[tuple[str, pa.Array]]) -> pa.Table:
    """Make the ground truth about damage: one row per damaged row."""
    kinds = [pa.array([kind] * len(keys), pa.string()) for kind, keys in logs]
    keys = [keys for _, keys in logs]
    key = pa.concat_arrays(keys) if keys else pa.array([], pa.string())
    kind = pa.concat_arrays(kinds) if kinds else pa.array([], pa.string())
    return pa.table(
        {"table": pa.array([table] * len(key), pa.string()), "key": key, "kind": kind}
    )
