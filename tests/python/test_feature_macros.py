"""Macros of the features, on generated values."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import jinja2
from hypothesis import example, given, settings
from hypothesis import strategies as st

MACRO = Path(__file__).parents[2] / "macros/features/in_reporting_currency.sql"
connection = duckdb.connect()


@settings(deadline=None)
@given(
    st.decimals(-(10**10), 10**10, places=2),
    st.decimals(Decimal("0.00000001"), 2000, places=8),
)
@example(Decimal("4999.99"), Decimal("2000"))
@example(Decimal("9999999999.99"), Decimal("0.12345678"))
def test_an_amount_is_exact_at_any_size(amount, rate):
    macro = jinja2.Environment().from_string(MACRO.read_text()).module
    converted = macro.in_reporting_currency(
        "cast($1 as decimal(18, 2))", "cast($2 as decimal(18, 8))"
    )
    (found,) = connection.execute(
        f"select {converted}", [str(amount), str(rate)]
    ).fetchone()
    assert found == (amount * rate).quantize(Decimal("0.0001"), ROUND_HALF_UP)
