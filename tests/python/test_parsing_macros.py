"""The parsing macros on literal and on generated values."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import duckdb
import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

MACROS = Path(__file__).parents[2] / "macros" / "parsing"
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(scope="module")
def cast():
    """Apply a parsing macro to one value of a given SQL type."""
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    environment.globals["target"] = SimpleNamespace(name="duckdb")
    environment.globals["var"] = {"reporting_timezone": "Europe/Paris"}.get
    macros = environment.from_string(
        "\n".join(path.read_text() for path in sorted(MACROS.glob("*.sql")))
    ).module
    connection = duckdb.connect()
    # A reader's session may be in any time zone.
    connection.execute("set TimeZone = 'America/New_York'")

    def apply(macro, value, type_="varchar", **arguments):
        sql = getattr(macros, macro)(**arguments) if arguments else None
        sql = sql or getattr(macros, macro)("raw_value")
        return connection.execute(
            f"select {sql} from (select cast($1 as {type_}) as raw_value)", [value]
        ).fetchone()[0]

    return apply


@pytest.mark.parametrize(
    ("value", "type_", "expected"),
    [
        ("  a b \t\r\n", "varchar", "a b"),
        ("", "varchar", None),
        (" \n ", "varchar", None),
        (None, "varchar", None),
        ("été", "varchar", "été"),
        ("007", "varchar", "007"),
        (17850.0, "double", "17850"),
        (17850.5, "double", "17850.5"),
        (17850, "bigint", "17850"),
    ],
)
def test_as_text(cast, value, type_, expected):
    assert cast("as_text", value, type_) == expected


@pytest.mark.parametrize(
    ("value", "type_", "expected"),
    [
        ("12.50", "varchar", "12.50"),
        ("12,50", "varchar", "12.50"),
        (" -12,5 ", "varchar", "-12.50"),
        ("1,234", "varchar", None),
        ("0,125", "varchar", "0.13"),
        ("1234,567", "varchar", "1234.57"),
        ("1.234,50", "varchar", None),
        ("1,234.50", "varchar", None),
        ("1 234,50", "varchar", None),
        ("12 €", "varchar", None),
        ("NaN", "varchar", None),
        ("inf", "varchar", None),
        ("1e30", "varchar", None),
        ("1e3", "varchar", "1000.00"),
        ("", "varchar", None),
        (float("nan"), "double", None),
        (float("inf"), "double", None),
        (12.5, "double", "12.50"),
        (12, "integer", "12.00"),
        (Decimal("12.345"), "decimal(12, 3)", "12.35"),
    ],
)
def test_as_decimal(cast, value, type_, expected):
    assert cast("as_decimal", value, type_) == (expected and Decimal(expected))


@pytest.mark.parametrize(
    ("value", "type_", "expected"),
    [
        ("17850", "varchar", 17850),
        ("17850.0", "varchar", 17850),
        (" -3 ", "varchar", -3),
        ("3,0", "varchar", 3),
        ("2.5", "varchar", None),
        ("1e-1", "varchar", None),
        ("1,000", "varchar", None),
        ("three", "varchar", None),
        ("99999999999999999999", "varchar", None),
        (2.0, "double", 2),
        (2.5, "double", None),
        (float("nan"), "double", None),
        (7, "tinyint", 7),
    ],
)
def test_as_integer(cast, value, type_, expected):
    assert cast("as_integer", value, type_) == expected


@pytest.mark.parametrize(
    ("value", "type_", "expected"),
    [
        ("1980-05-02", "varchar", date(1980, 5, 2)),
        ("02/05/1980", "varchar", date(1980, 5, 2)),
        ("2-5-1980", "varchar", date(1980, 5, 2)),
        ("02.05.1980", "varchar", date(1980, 5, 2)),
        ("1980-05-02 00:00:00", "varchar", date(1980, 5, 2)),
        ("1980-05-02T00:00:00+02:00", "varchar", date(1980, 5, 2)),
        ("02/05/1980 10:00", "varchar", date(1980, 5, 2)),
        ("1980-05-02 or so", "varchar", None),
        ("1980-02-30", "varchar", None),
        ("05/13/1980", "varchar", None),
        ("19800502", "varchar", None),
        ("unknown", "varchar", None),
        (date(1980, 5, 2), "date", date(1980, 5, 2)),
        ("1980-05-02 10:00:00", "timestamp", date(1980, 5, 2)),
        ("1980-05-01 22:30:00+00", "timestamptz", date(1980, 5, 2)),
    ],
)
def test_as_date(cast, value, type_, expected):
    if type_ == "timestamptz":
        expected = date(1980, 5, 2)  # 00:30 in Paris
    assert cast("as_date", value, type_) == expected


NOON = datetime(2025, 1, 31, 11)  # in UTC: 12:00 in Paris


@pytest.mark.parametrize(
    ("value", "type_", "expected"),
    [
        ("2025-01-31 12:00:00", "varchar", NOON),
        ("2025-01-31T12:00:00", "varchar", NOON),
        ("2025-01-31 12:00", "varchar", NOON),
        ("2025-01-31T11:00:00Z", "varchar", NOON),
        ("2025-01-31T11:00Z", "varchar", NOON),
        ("2025-01-31 11:00:00.000+00", "varchar", NOON),
        ("2025-01-31T13:00:00+02:00", "varchar", NOON),
        ("2025-01-31 13:00+0200", "varchar", NOON),
        ("2025-01-31 06:00:00 -05:00", "varchar", NOON),
        ("2025-01-31 11:00:00 UTC", "varchar", NOON),
        (" 2025-01-31 12:00:00 ", "varchar", NOON),
        ("31/01/2025 12:00", "varchar", NOON),
        ("31-01-2025 12:00:00", "varchar", NOON),
        ("31.01.2025 12:00", "varchar", NOON),
        ("31/01/2025 13:00+02:00", "varchar", NOON),
        ("2025-07-31 12:00:00", "varchar", datetime(2025, 7, 31, 10)),
        ("2025-01-01", "varchar", datetime(2024, 12, 31, 23)),
        ("01/01/2025", "varchar", datetime(2024, 12, 31, 23)),
        ("2025-13-01 12:00", "varchar", None),
        ("12/31/2025 12:00", "varchar", None),
        ("2025-01-31 12:00 PM", "varchar", None),
        ("1738321200", "varchar", None),
        ("soon", "varchar", None),
        ("now", "varchar", None),
        ("", "varchar", None),
        (1738321200, "bigint", None),
        ("2025-01-31 12:00:00", "timestamp", NOON),
        ("2025-01-31 12:00:00", "timestamp_ns", NOON),
        ("2025-01-01", "date", datetime(2024, 12, 31, 23)),
        ("2025-01-31 11:00:00+00", "timestamptz", NOON),
    ],
)
def test_as_timestamp(cast, value, type_, expected):
    assert cast("as_timestamp", value, type_) == expected


@pytest.mark.parametrize("type_", ["varchar", "timestamp", "timestamptz", "date"])
@pytest.mark.parametrize("value", ["infinity", "-infinity"])
def test_infinity_is_no_date_and_is_named(cast, value, type_):
    assert cast("as_timestamp", value, type_) is None
    assert cast("as_date", value, type_) is None
    for columns in ({"dates": ["raw_value"]}, {"timestamps": ["raw_value"]}):
        assert cast("uncast_columns", value, type_, **columns) == [
            f"raw_value: {value}"
        ]


INSTANTS = st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30))


@given(INSTANTS, st.integers(-12 * 60, 14 * 60))
def test_any_offset_is_undone(cast, moment, minutes):
    zone = timezone(timedelta(minutes=minutes))
    expected = moment.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
    assert cast("as_timestamp", moment.replace(tzinfo=zone).isoformat()) == expected


@given(st.datetimes(datetime(1950, 1, 1), datetime(2030, 1, 1)))
def test_a_text_without_offset_is_paris_time(cast, moment):
    local = moment.replace(microsecond=0, tzinfo=PARIS)
    utc = local.astimezone(UTC)
    if utc.astimezone(PARIS).replace(tzinfo=None) != local.replace(tzinfo=None):
        return  # skipped by the clocks in spring
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        return  # lived twice in autumn
    expected = utc.replace(tzinfo=None)
    for text in (
        local.strftime("%Y-%m-%d %H:%M:%S"),
        local.strftime("%d/%m/%Y %H:%M:%S"),
        local.strftime("%d.%m.%YT%H:%M:%S"),
    ):
        assert cast("as_timestamp", text) == expected
    assert cast("as_timestamp", local.replace(tzinfo=None), "timestamp") == expected


@given(st.dates(date(1000, 1, 1), date(9998, 12, 31)))
def test_any_date_in_any_spelling(cast, day):
    for text in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}"):
        assert cast("as_date", text) == day


@given(st.decimals(-(10**15), 10**15, places=2))
def test_any_amount_with_point_or_comma(cast, amount):
    assert cast("as_decimal", f"{amount:f}") == amount
    assert cast("as_decimal", f"{amount:f}".replace(".", ",")) == amount


@given(st.integers(-(2**63), 2**63 - 1))
def test_any_integer(cast, number):
    assert cast("as_integer", str(number)) == number


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_no_text_stops_a_cast(cast, text):
    for macro in (
        "as_text", "as_decimal", "as_integer", "as_date", "as_timestamp"
    ):  # fmt: skip
        cast(macro, text)


COLUMNS = {
    "decimals": "12 €", "integers": "2.5",
    "dates": "1980-02-30", "timestamps": "soon",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "bad"), COLUMNS.items())
def test_uncast_columns(cast, kind, bad):
    arguments = {kind: ["raw_value"]}
    assert cast("uncast_columns", bad, **arguments) == [f"raw_value: {bad}"]
    assert cast("uncast_columns", "  ", **arguments) == []
    assert cast("uncast_columns", None, **arguments) == []
    assert cast("uncast_columns", None, "timestamptz", **arguments) == []
