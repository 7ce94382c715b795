"""The parsing macros on literal and on generated values."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import duckdb
import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

MACROS = Path(__file__).parents[2] / "macros" / "parsing"
PARIS = ZoneInfo("Europe/Paris")
FIRST = {"without_mojibake": "text"}
quick = settings(deadline=None, max_examples=50)


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

    def apply(macro, value, type_="varchar", *, names_uncast=False, **arguments):
        arguments = {FIRST.get(macro, "column"): "raw_value", **arguments}
        sql = getattr(macros, macro)(**arguments)
        query = f"select {sql} as raw_value"
        if names_uncast:
            columns = ["raw_value"]
            query = (
                f"select {macros.uncast_columns(columns)} from "
                f"({query}, {macros.as_written(columns)} from raw_rows)"
            )
        else:
            query += " from raw_rows"
        return connection.execute(
            f"with raw_rows as (select cast($1 as {type_}) as raw_value) {query}",
            [value],
        ).fetchone()[0]

    return apply


@pytest.fixture(scope="module")
def uncast(cast):
    """Name the value if a macro does not cast it."""
    return partial(cast, names_uncast=True)


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
    for macro in ("as_text", "as_words", "as_code"):
        assert cast(macro, value, type_) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("\ufeffLyon", "Lyon"),
        ("Ly\u200bon\u200b", "Lyon"),
        ("\xa0Le\xa0Havre\u202f", "Le Havre"),
        ("'75008", "75008"),
        ("'+33612345678", "+33612345678"),
        ('="06000"', "06000"),
        ('=""', None),
        ("'t Hart", "'t Hart"),
        ("=SUM", "=SUM"),
        ("\u200d", None),
        # A joiner within a word is part of its spelling.
        ("क्\u200dष", "क्\u200dष"),
        ("\xad", None),
        ("1.0", "1.0"),
    ],
)
def test_what_tools_add_to_a_text_is_removed(cast, value, expected):
    assert cast("as_text", value) == expected
    assert cast("as_words", value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("4001.0", "4001"),
        ("4001.00", "4001"),
        ("\ufeff4001.0 ", "4001"),
        ("'A-12", "A-12"),
        ("''A-12", "A-12"),
        ("40\u200d01", "4001"),
        ("4001.5", "4001.5"),
        ("A.0", "A.0"),
        ("1.2.0", "1.2.0"),
        ("33612345604.0", "33612345604"),
        # Too many digits for a float to have kept them.
        ("12345678901234567.0", "12345678901234567.0"),
        ("7.41E+12", "7.41E+12"),
        ("'", None),
    ],
)
def test_as_code(cast, value, expected):
    assert cast("as_code", value) == expected


@quick
@given(st.integers(0, 10**15 - 1))
def test_any_code_that_was_a_float(cast, code):
    assert cast("as_code", f"{code}.0") == str(code)
    assert cast("as_code", float(code), "double") == str(code)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"Ann Vier" <ann.vier@example.net>', "ann.vier@example.net"),
        ("Ann Vier < ann@example.net >", "ann@example.net"),
        ("<ann@example.net>", "ann@example.net"),
        ("\ufeffann@example.net", "ann@example.net"),
        ("ann@example.net", "ann@example.net"),
        # Two people, and none.
        ("<ann@example.net>, <bo@example.net>", "<ann@example.net>, <bo@example.net>"),
        ("Ann <home>", "Ann <home>"),
        (None, None),
    ],
)
def test_as_email(cast, value, expected):
    assert cast("as_email", value) == expected


def misread(text, encoding="cp1252"):
    """The text after its UTF-8 was read in another encoding.

    Bytes that cp1252 does not have become the characters of their numbers, as in
    browsers.
    """
    if encoding == "latin-1":
        return text.encode().decode(encoding)
    return "".join(
        chr(byte)
        if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
        else bytes([byte]).decode(encoding)
        for byte in text.encode()
    )


def undo(text):
    """What was misread, by Python's own decoders; None if the text is not that."""
    try:
        numbers = b"".join(
            bytes([ord(sign)])
            if ord(sign) < 0x80 or 0x80 <= ord(sign) <= 0xFF
            else sign.encode("cp1252")
            for sign in text
        )
        return numbers.decode()
    except UnicodeError:
        return None


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@quick
@given(ANY_TEXT, st.sampled_from(["cp1252", "latin-1"]), st.booleans())
def test_mojibake_is_undone_once_and_twice(cast, text, encoding, is_twice):
    damaged = misread(text, encoding)
    expected = text
    # What looks like mojibake itself is taken for it.
    while (before := undo(expected)) is not None and before != expected:
        expected = before
    if is_twice:
        damaged = misread(damaged, encoding)
    if expected == text:
        assert cast("without_mojibake", damaged) == text


@quick
@given(ANY_TEXT)
def test_text_that_is_no_mojibake_stays(cast, text):
    if undo(text) in (None, text):
        assert cast("without_mojibake", text) == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ã‰lodie BÃ©nard", "Élodie Bénard"),
        ("Ãƒâ€°lodie", "Élodie"),
        ("à¤°à¤¾à¤®", "राम"),
        ("Ã\xa0 cÃ´tÃ©", "à côté"),
        # Half of it is sound, so it is not known what happened to it.
        ("BÃ©nard é", "BÃ©nard é"),
        ("São João", "São João"),
        ("MAÑANA", "MAÑANA"),
        ("ÂÊÎÔÛ", "ÂÊÎÔÛ"),
        ("Ã", "Ã"),
    ],
)
def test_as_words_undoes_mojibake(cast, value, expected):
    assert cast("as_words", value) == expected


@pytest.mark.parametrize(
    ("value", "type_", "expected"),
    [
        ("12.50", "varchar", "12.50"),
        ("12,50", "varchar", "12.50"),
        (" -12,5 ", "varchar", "-12.50"),
        ("1,234", "varchar", None),
        ("0,125", "varchar", "0.13"),
        ("1234,567", "varchar", "1234.57"),
        ("1.234,50", "varchar", "1234.50"),
        ("1,234.50", "varchar", "1234.50"),
        ("1 234,50", "varchar", "1234.50"),
        ("1\xa0234\u202f567", "varchar", "1234567"),
        ("1'234.50", "varchar", "1234.50"),
        ("1.234.567", "varchar", "1234567"),
        ("1.234", "varchar", None),
        ("-1.234 ", "varchar", None),
        ("0.125", "varchar", "0.13"),
        ("1234.567", "varchar", "1234.57"),
        ("12.34.56", "varchar", None),
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
    ("value", "comma", "point"),
    [
        ("1.250", "1250", "1.25"),
        ("12.500", "12500", "12.5"),
        ("-1.250", "-1250", "-1.25"),
        (" 1.000 ", "1000", "1"),
        ("1,250", "1.25", "1250"),
        ("0.125", "0.13", "0.13"),
        ("12,50", "12.5", "12.5"),
        ("1.299,00", "1299", "1299"),
        ("950", "950", "950"),
    ],
)
def test_the_column_decides_what_a_separator_is(cast, uncast, value, comma, point):
    for separator, expected in (("comma", comma), ("point", point)):
        separators = {"raw_value": separator}
        assert cast("as_decimal", value, separators=separators) == Decimal(expected)
        whole = int(Decimal(expected)) if Decimal(expected) % 1 == 0 else None
        assert cast("as_integer", value, separators=separators) == whole
        assert uncast("as_decimal", value, separators=separators) == []


@quick
@given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from([".", " ", "'", ""]))
def test_any_amount_with_groups_of_thousands(cast, amount, group):
    text = f"{amount:,.2f}".replace(".", ";").replace(",", group).replace(";", ",")
    assert cast("as_decimal", text) == amount


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
        ("1.000", "varchar", None),
        ("1.000.000", "varchar", 1000000),
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
        ("2025-01-31 12:00:00 CET", "varchar", NOON),
        ("31/01/2025 13:00 CEST", "varchar", NOON),
        ("2025-01-31 11:00:00 GMT", "varchar", NOON),
        ("2025-01-31 06:00:00 EST", "varchar", NOON),
        ("2025-01-31 11:00:00 Europe/London", "varchar", NOON),
        # Zones that share an abbreviation.
        ("2025-01-31 11:00:00 BST", "varchar", None),
        ("2025-01-31 16:30:00 IST", "varchar", None),
        ("2025-01-31 19:00:00 cst", "varchar", None),
        ("2025-01-31 11:00:00 SST", "varchar", None),
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
def test_infinity_is_no_date_and_is_named(cast, uncast, value, type_):
    for macro in ("as_timestamp", "as_date"):
        assert cast(macro, value, type_) is None
        assert uncast(macro, value, type_) == [f"raw_value: {value}"]


INSTANTS = st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30))


@quick
@given(INSTANTS, st.integers(-12 * 60, 14 * 60))
def test_any_offset_is_undone(cast, moment, minutes):
    zone = timezone(timedelta(minutes=minutes))
    expected = moment.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
    assert cast("as_timestamp", moment.replace(tzinfo=zone).isoformat()) == expected


@quick
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


@quick
@given(st.dates(date(1000, 1, 1), date(9998, 12, 31)))
def test_any_date_in_any_spelling(cast, day):
    for text in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}"):
        assert cast("as_date", text) == day


@quick
@given(st.decimals(-(10**15), 10**15, places=2))
def test_any_amount_with_point_or_comma(cast, amount):
    assert cast("as_decimal", f"{amount:f}") == amount
    assert cast("as_decimal", f"{amount:f}".replace(".", ",")) == amount


@quick
@given(st.integers(-(2**63), 2**63 - 1))
def test_any_integer(cast, number):
    assert cast("as_integer", str(number)) == number


@quick
@given(ANY_TEXT)
def test_no_text_stops_a_cast(cast, text):
    for macro in (
        "as_text", "as_words", "as_code", "as_email",
        "as_decimal", "as_integer", "as_date", "as_timestamp",
    ):  # fmt: skip
        cast(macro, text)


@pytest.mark.parametrize(
    ("macro", "bad"),
    [
        ("as_decimal", "12 €"),
        ("as_integer", "2.5"),
        ("as_date", "1980-02-30"),
        ("as_timestamp", "soon"),
    ],
)
def test_uncast_columns(uncast, macro, bad):
    assert uncast(macro, bad) == [f"raw_value: {bad}"]
    assert uncast(macro, "  ") == []
    assert uncast(macro, None) == []
    assert uncast(macro, None, "timestamptz") == []
