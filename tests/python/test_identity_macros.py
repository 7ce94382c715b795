"""The macros of identity on literal and on generated values."""

import unicodedata
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
        ("Ёлкин", "елкин"),
        ("Ángelos Ώρα", "angelos ωρα"),
        ("Nguyễn", "nguyen"),
        ("Jose\u0301", "jose"),
        # Marks of other scripts are part of the letter.
        ("राम", "राम"),
        ("रमा", "रमा"),
        ("श्री राम José", "श्री राम jose"),
        ("ดำรง", "ดำรง"),
        ("שָׁלוֹם", "שָׁלוֹם"),
        ("مُحَمَّد", "مُحَمَّد"),
        ("がく", "がく"),
        ("か\u3099く", "がく"),
        ("क्\u200dष", "क्ष"),
        ("...", None),
        ("", None),
        (None, None),
    ],
)
def test_standardised_name(apply, value, expected):
    assert apply("standardised_name", value) == expected


INDIC = st.text(st.characters(min_codepoint=0x900, max_codepoint=0x97F), max_size=8)


@given(INDIC, INDIC)
def test_names_that_differ_in_marks_are_two_names(apply, left, right):
    def letters(name):
        return [one for one in unicodedata.normalize("NFC", name) if is_part(one)]

    def is_part(one):
        return unicodedata.category(one)[0] in "LMN"

    if letters(left) != letters(right):
        assert (
            apply("standardised_name", left) != apply("standardised_name", right)
            or apply("standardised_name", left) is None
        )


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("marie", "marie", True),
        ("marie", "marrie", True),
        ("m", "marie", True),
        ("marie", "marie lou", True),
        ("marie", "paul", False),
        ("राम", "राम", True),
        ("राम", "राम कुमार", True),
        ("राम", "रमा", False),
        ("राम", "रामा", False),
        ("रीमा", "रोमी", False),
        ("анна", "инна", False),
        ("анна", "анна мария", True),
        ("伟", "伟明", False),
        ("łucja", "łucjia", True),
    ],
)
def test_is_like_first_name(apply, left, right, expected):
    for one, other in ((left, right), (right, left)):
        quoted = f"'{other}'"
        assert apply("is_like_first_name", one, quoted) is expected


@given(st.text(max_size=20))
def test_a_standardised_name_stays_as_it_is(apply, name):
    once = apply("standardised_name", name)
    assert once is None or apply("standardised_name", once) == once


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Saint-Étienne", "saintetienne"),
        ("ST ETIENNE", "saintetienne"),
        ("Ste-Geneviève-des-Bois", "saintegenevievedesbois"),
        ("Stes-Maries-de-la-Mer", "saintesmariesdelamer"),
        ("Châlons s/ Marne", "chalonssurmarne"),
        ("Chalon s/Saône", "chalonsursaone"),
        ("Fontenay s/s Bois", "fontenaysousbois"),
        ("Villeneuve d’Ascq", "villeneuvedascq"),
        ("Œuilly", "oeuilly"),
        ("Le Havre", "havre"),
        ("L'Haÿ-les-Roses", "haylesroses"),
        ("Abergement (L')", "abergement"),
        ("Ferté-Milon (La)", "fertemilon"),
        ("Lès", "les"),
        ("Leers", "leers"),
        ("Paris 12e", "paris"),
        ("Paris 1er Arrondissement", "paris"),
        ("Marseille 2ème arrdt", "marseille"),
        ("Lyon 03", "lyon"),
        ("Marseille CEDEX 5", "marseille"),
        ("69003 LYON", "lyon"),
        ("Stains", "stains"),
        ("Arras", "arras"),
        ("Y", "y"),
        ("75011", None),
        ("", None),
        (None, None),
    ],
)
def test_standardised_commune(apply, value, expected):
    assert apply("standardised_commune", value) == expected


@given(
    st.lists(st.text("abcdefghilmnorstuéèêçîôœ", min_size=1), min_size=1, max_size=5),
    st.sampled_from([" ", "-", "'", "’", " - "]),
)
def test_a_commune_in_any_spelling(apply, words, sign):
    standard = apply("standardised_commune", " ".join(words))
    assert apply("standardised_commune", sign.join(words)) == standard
    assert apply("standardised_commune", f"  {sign.join(words).upper()}.") == standard


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("75011", "75011"),
        (" 75 011", "75011"),
        ("1001", "01001"),
        ("1001.0", "01001"),
        ("75011.0", "75011"),
        ("2a004", "2A004"),
        ("F-75011", "75011"),
        ("FR 75011", "75011"),
        ("750", None),
        ("750111", None),
        ("W1A 1AA", None),
        ("A0120", None),
        ("", None),
        (None, None),
    ],
)
def test_french_code(apply, value, expected):
    assert apply("french_code", value) == expected


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


@pytest.mark.parametrize(
    ("code", "department"),
    [
        ("75011", "75"),
        ("01000", "01"),
        ("20000", "2A"),
        ("20137", "2A"),
        ("20200", "2B"),
        ("20600", "2B"),
        ("97400", "974"),
        ("98800", "988"),
        # INSEE codes have Corsica's departments in them.
        ("2A004", "2A"),
        ("2B033", "2B"),
        ("97105", "971"),
        (None, None),
    ],
)
def test_a_code_tells_the_department(apply, code, department):
    assert apply("department_of", code) == department
