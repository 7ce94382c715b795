"""Write country_words.csv: names and codes of countries, with the code they mean.

The names are those of the Unicode CLDR in the package Babel, in the version of
requirements.lock: `make country-words`.
"""

import csv
import unicodedata
from collections import defaultdict
from pathlib import Path

from babel import Locale
from babel.core import get_global

SEED = Path(__file__).with_suffix(".csv")

# Languages of the names. Each adds a word per country: keep them few.
LANGUAGES = ("en", "fr", "de", "es", "it", "nl", "pt", "pl", "da", "sv")

# In CLDR these regions are no countries, or have no code of their own in ISO 3166.
NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG"}
NO_COUNTRIES |= {"EA", "IC", "TA"}

# What people write and CLDR does not list.
OTHER_WORDS = {
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "great britain": "GB",
    "grande bretagne": "GB",
    "britain": "GB",
    "angleterre": "GB",
    "uk": "GB",
    "u k": "GB",
    "united states of america": "US",
    "the united states": "US",
    "america": "US",
    "etats unis d amerique": "US",
    "holland": "NL",
    "hollande": "NL",
    "pays bas": "NL",
    "the netherlands": "NL",
    "nederland": "NL",
    "belgie": "BE",
    "osterreich": "AT",
    "schweiz": "CH",
    "suisse": "CH",
    "svizzera": "CH",
    "hellas": "GR",
    "el": "GR",
    "czech republic": "CZ",
    "republique tcheque": "CZ",
    "tschechische republik": "CZ",
    "france metropolitaine": "FR",
    "metropolitan france": "FR",
    "republique francaise": "FR",
    "la reunion": "RE",
    "russian federation": "RU",
    "viet nam": "VN",
    "korea republic of": "KR",
    "republic of korea": "KR",
    "south korea": "KR",
    "ivory coast": "CI",
    "cote d ivoire": "CI",
    "macedonia": "MK",
    "swaziland": "SZ",
    "burma": "MM",
    "cape verde": "CV",
    "turkey": "TR",
    "moldova republic of": "MD",
    "iran islamic republic of": "IR",
    "taiwan province of china": "TW",
    "hong kong": "HK",
    "macau": "MO",
    "vatican": "VA",
    "palestine": "PS",
    "brasil": "BR",
    "espana": "ES",
}


def folded(word: str) -> str:
    """Return a word as the macro `folded_word` folds it."""
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFD", word)
        if not unicodedata.combining(sign)
    ).lower()
    return "".join(sign for sign in plain if sign.isalnum())


def rows() -> list[tuple[str, str]]:
    """Return folded word and ISO 3166-1 alpha-2 code of all rows, in order.

    A word that names two countries is left out.
    """
    meanings: dict[str, set[str]] = defaultdict(set)
    codes = sorted(
        code
        for code in Locale("en").territories
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    )
    for language in LANGUAGES:
        names = Locale(language).territories
        for code in codes:
            if code in names:
                meanings[folded(names[code])].add(code)
    for alias, targets in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isalpha() and len(targets) == 1:
            meanings[folded(alias)].add(targets[0])
    found = {
        word: min(targets)
        for word, targets in meanings.items()
        if word and len(targets) == 1 and min(targets) in codes
    }
    found |= {folded(word): code for word, code in OTHER_WORDS.items()}
    # A code means itself, whatever it spells in some language.
    found |= {folded(code): code for code in codes}
    return sorted(found.items())


def write(seed: Path = SEED) -> None:
    """Write the seed."""
    with seed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("word", "country_code"))
        writer.writerows(rows())


if __name__ == "__main__":
    write()
