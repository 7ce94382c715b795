"""The macros of vocabularies on literal and on generated words."""

import csv
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendered_macros import macros_of

SEED = Path(__file__).parents[2] / "seeds/reference/vocabularies/vocabulary_words.csv"


@pytest.fixture(scope="module")
def fold():
    """Fold one word."""
    sql = macros_of("vocabularies", "folded_word").folded_word("word")
    connection = duckdb.connect()

    def evaluate(word):
        return connection.execute(
            f"select {sql} from (select cast($1 as varchar) as word)", [word]
        ).fetchone()[0]

    return evaluate


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("wc-cancelled", "cancelled"),
        (" Opt-Out! ", "optout"),
        ("ANNULÉE", "annulee"),
        ("partially_refunded", "partiallyrefunded"),
        ("1.0", "1"),
        ("0.00", "0"),
        ("-1", "minus1"),
        ("✓", "✓"),
        ("wcl", "wcl"),
        ("取消", "取消"),
        ("", ""),
        (None, None),
    ],
)
def test_folded_word(fold, word, expected):
    assert fold(word) == expected


# Words of letters, so that case and signs can be changed.
LETTERS = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1).filter(
    lambda word: not word.startswith("wc")
)


@given(LETTERS, st.lists(st.sampled_from(" -_.,/'"), max_size=3), st.data())
def test_case_and_signs_do_not_matter(fold, word, signs, data):
    written = "".join(data.draw(st.permutations([*signs, word]))).upper()
    assert fold(written) == word


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_a_folded_word_stays(fold, word):
    once = fold(word)
    assert fold(once) == once


def test_no_word_has_two_meanings(fold):
    """Signs belong to the keys of accounts, which are compared in lower case only."""
    with SEED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    folded = [
        (
            row["vocabulary"],
            row["word"].lower()
            if row["vocabulary"] == "no_account"
            else fold(row["word"]),
        )
        for row in rows
    ]
    assert sorted({word for word in folded if folded.count(word) > 1}) == []
