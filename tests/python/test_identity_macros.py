"""The macros of identity on literal and on generated values."""

from pathlib import Path

import duckdb
import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

MACROS = Path(__file__).parents[2] / "macros" / "identity"
TITLES = ["dr", "m", "mme", "prof"]


@pytest.fixture(scope="module")
def apply():
    """Apply a macro to one text."""
    macros = (
        jinja2.Environment()
        .from_string(
            "\n".join(path.read_text() for path in sorted(MACROS.glob("*.sql")))
        )
        .module
    )
    connection = duckdb.connect()

    def evaluate(macro, value, *arguments):
        sql = getattr(macros, macro)("raw_value", *arguments)
        return connection.execute(
            f"select {sql} from (select cast($1 as varchar) as raw_value)", [value]
        ).fetchone()[0]

    return evaluate


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("732829320", True),
        ("356000000", True),
        ("000000000", True),
        ("732829321", False),
        ("73282932", False),
        ("7328293200", False),
        ("73282932O", False),
        ("", False),
        (None, False),
    ],
)
def test_is_siren(apply, value, expected):
    assert apply("is_siren", value) is expected


@given(st.from_regex(r"[0-9]{8}", fullmatch=True))
def test_one_last_digit_in_ten_makes_a_siren(apply, digits):
    assert sum(apply("is_siren", f"{digits}{last}") for last in range(10)) == 1


@given(st.from_regex(r"[0-9]{9}", fullmatch=True), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(apply, siren, place, difference):
    digit = str((int(siren[place]) + difference) % 10)
    wrong = siren[:place] + digit + siren[place + 1 :]
    assert not (apply("is_siren", siren) and apply("is_siren", wrong))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("  Jean-Luc ", "jean luc"),
        ("M. O'Brien", "m o brien"),
        ("ÉLODIE", "elodie"),
        ("Müller", "muller"),
        ("Папа", "папа"),
        ("...", None),
        ("", None),
        (None, None),
    ],
)
def test_standardised_name(apply, value, expected):
    assert apply("standardised_name", value) == expected


@given(st.text(max_size=20))
def test_a_standardised_name_stays_as_it_is(apply, name):
    once = apply("standardised_name", name)
    assert once is None or apply("standardised_name", once) == once


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("m dupont", "dupont"),
        ("prof dr muller", "dr muller"),
        ("m", "m"),
        ("drouot", "drouot"),
        ("marie m", "marie m"),
        (None, None),
    ],
)
def test_without_title(apply, value, expected):
    assert apply("without_title", value, f"{TITLES}") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("M", "m"),
        ("Homme", "m"),
        ("female", "f"),
        ("woman", "f"),
        ("mme", None),
        ("x", None),
        (None, None),
    ],
)
def test_standardised_gender(apply, value, expected):
    assert apply("standardised_gender", value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Married", "married"),
        ("Marié(e)", "marie e"),
        ("PACS ", "pacs"),
        ("Unknown", None),
        ("inconnue", None),
        ("N/A", None),
        ("n.c.", None),
        ("nana", "nana"),
        ("-", None),
        (None, None),
    ],
)
def test_standardised_marital_status(apply, value, expected):
    assert apply("standardised_marital_status", value) == expected
