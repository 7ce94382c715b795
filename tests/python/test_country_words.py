"""The seed of countries equals the names of the installed package, folded as by SQL."""

import csv
import runpy
from pathlib import Path

import duckdb
import pytest
from rendered_macros import macros_of

FOLDER = Path(__file__).parents[2] / "seeds/reference/vocabularies"
SCRIPT = runpy.run_path(str(FOLDER / "country_words.py"))


@pytest.fixture(scope="module")
def words():
    with (FOLDER / "country_words.csv").open(encoding="utf-8", newline="") as file:
        return dict(csv.reader(file))


def test_the_seed_is_what_the_script_writes(words):
    assert {"word": "country_code"} | dict(SCRIPT["rows"]()) == words


@pytest.mark.parametrize(
    ("word", "code"),
    [
        *(("france", "FR"), ("fra", "FR"), ("frankreich", "FR")),
        *(("royaumeuni", "GB"), ("uk", "GB"), ("vereinigteskonigreich", "GB")),
        *(("usa", "US"), ("etatsunis", "US"), ("deutschland", "DE")),
        *(("belgique", "BE"), ("belgie", "BE"), ("lareunion", "RE"), ("xk", "XK")),
    ],
)
def test_a_country_has_names_and_codes(words, word, code):
    assert words[word] == code


def test_python_and_sql_fold_a_word_alike(words):
    folded = macros_of("vocabularies", "folded_word").folded_word("word")
    with duckdb.connect() as connection:
        connection.execute("create table words (word varchar)")
        connection.executemany("insert into words values ($1)", [[w] for w in words])
        different = f"select word from words where word <> {folded}"
        assert connection.sql(different).fetchall() == []
