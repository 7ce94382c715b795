"""The data held on a person are summarised in words."""

from pathlib import Path

from strata.answers import person_answer
from strata.project import raw_tables

CONTRACT = raw_tables(Path(__file__).parents[2])
HELD = {
    "customer_id": "c1",
    "identifiers": [
        {"identifier_type": "customer_id", "identifier": "c1"},
        {"identifier_type": "email", "identifier": "ann@example.org"},
        {"identifier_type": "email", "identifier": "ann@example.com"},
        {"identifier_type": "account_id", "identifier": "a1"},
    ],
    "tables": {
        "staging.stg_shop__orders": [
            {"order_id": "2", "ordered_at": "2025-03-01 10:00:00"},
            {"order_id": "1", "ordered_at": "2024-01-31 10:00:00"},
            {"order_id": "3", "ordered_at": None},
        ],
        "staging.stg_shop__accounts": [
            {"account_id": "a1", "created_at": "2024-01-30"}
        ],
        "marts.dim_customers": [{"customer_id": "c1"}],
    },
}


def test_the_answer_has_identifiers_sources_periods_and_derived_tables():
    lines = person_answer(HELD, CONTRACT).splitlines()
    assert lines[0] == (
        "Customer c1 is known by: email ann@example.org, ann@example.com; "
        "account id a1."
    )
    orders, accounts = lines[3:5]
    assert orders.endswith(": 3 rows, from 2024-01-31 to 2025-03-01.")
    assert accounts.endswith(": 1 row, of 2024-01-30.")
    assert "stg_" not in "".join(lines)
    assert "- marts.dim_customers: 1 row." in lines


def test_a_person_without_identifiers_and_rows():
    held = {"customer_id": "c2", "identifiers": [], "tables": {}}
    answer = person_answer(held, CONTRACT)
    assert "no identifier" in answer
    assert "- nothing." in answer
