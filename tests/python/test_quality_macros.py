"""The shape of a value shows its form and none of its letters and digits."""

import re

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendered_macros import macros_of

SHAPE = str(macros_of("quality", "shape_of").shape_of("value"))


def shape_of(value):
    return duckdb.execute(
        f"select {SHAPE} from (select cast(? as varchar) as value)", [value]
    ).fetchone()[0]


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("07/15/2024 02:22 PM", "99/99/9999 99:99 PM"),
        ("7.15.24 2:22pm", "9.99.99 9:99PM"),
        ("Élodie Œuvrard", "Aaaaaa Aaaaaaa"),
        ("+33 6 12 34", "+99 9 99 99"),
        ("ada@example.fr", "aaa@aaaaaaa.aa"),
        ("Miriam", "Aaaaaa"),
        ("٠٦ राम", "99 aaa"),
        ("", ""),
        (None, None),
    ],
)
def test_shape(value, shape):
    assert shape_of(value) == shape


@given(st.text(max_size=60))
def test_a_shape_has_no_letter_or_digit_of_the_value(value):
    value = value.replace("\0", "")
    shape = shape_of(value)
    assert len(shape) <= 40
    # AM and PM may be left after a digit.
    rest = re.sub(r"9 ?[AP]M$", "", shape)
    assert not set(re.sub(r"[ -/:-@\[-`{-~]", "", rest)) - set("Aa9")
