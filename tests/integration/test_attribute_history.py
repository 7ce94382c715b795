"""Slowly changing attributes: a date sees the income and the address of its time."""

import shutil

import duckdb
import pandas as pd
import pytest
from people import contact, shared

from strata.access import person_data

MODELS = (
    *("+int_customer_attributes_known", "+int_rows_erased"),
    "int_identifying_columns",
)
# The snapshot only, as of the date in the environment.
SNAPSHOT = (
    *("build", "--select", "int_scoring_date_found", "int_scoring_date"),
    "int_customer_attributes_dated",
    *("int_customer_attributes_snapshotted", "int_customer_attributes_known"),
)
FIRST, SECOND, THIRD = "2026-01-10", "2026-03-10", "2026-05-10"

STRANGERS = shared(0, 60)
ANNE = contact(
    500,
    contact_id="anne",
    household_income="30000",
    marital_status="Single",
    postal_code="69001",
    city="Lyon",
    updated_at="2025-12-01T10:00:00Z",
)
# Her record has no date of change.
BEA = contact(501, contact_id="bea", household_income="20000")
# Two customers, until the second gives the first one's address.
CARL = contact(
    502,
    contact_id="carl",
    household_income="50111",
    created_at="2024-01-01",
    updated_at="2025-01-01T10:00:00Z",
)
KARL = contact(
    503,
    contact_id="karl",
    household_income="55111",
    created_at="2025-06-01",
)
LATER = [
    ANNE
    | {
        "household_income": "41000",
        "postal_code": "44000",
        "city": "Nantes",
        "updated_at": "2026-02-01T10:00:00Z",
    },
    BEA | {"household_income": "25000"},
    CARL,
    CARL
    | {
        "contact_id": "karl",
        "household_income": "60111",
        "created_at": "2025-06-01",
        "updated_at": "2026-02-15T10:00:00Z",
    },
]


def build(warehouse, contacts, as_of_date, requests=(), **env):
    warehouse.write("crm_contacts.csv", pd.DataFrame([*STRANGERS, *contacts]))
    columns = ["identifier_type", "identifier", "request_type", "requested_at"]
    warehouse.write(
        "crm_privacy_requests.csv", pd.DataFrame(list(requests), columns=columns)
    )
    warehouse.write(
        "external_attributes.csv",
        pd.DataFrame(
            {
                "identifier_type": "contact_id",
                "identifier": ["anne", "anne", "bea"],
                "attribute": ["income_band", "income_band", "marital_status"],
                "value": ["B", "C", "Married"],
                "provider": "panel",
                "known_at": ["2025-02-01", "2026-02-01", "2025-02-01"],
            }
        ),
    )
    env["STRATA_AS_OF_DATE"] = as_of_date
    warehouse.build("--select", *MODELS, env=env)


def snapshot(warehouse, as_of_date):
    run = warehouse.dbt(*SNAPSHOT, env={"STRATA_AS_OF_DATE": as_of_date})
    assert run.success, run.log
    return run


def versions(warehouse):
    return warehouse.query(
        "from intermediate.int_customer_attributes_snapshotted order by all"
    )


def customer(warehouse, contact_id):
    ((customer_id,),) = warehouse.query(
        "select customer_id from intermediate.int_customer_ids "
        f"where record_id = 'crm_contacts:{contact_id}'"
    )
    return customer_id


def seen(warehouse, contact_id, as_of_date):
    """Return the attributes of a customer as seen at a date."""
    rows = warehouse.query(
        f"""
        select attribute, value
        from intermediate.int_customer_attributes_known
        where
            customer_id = '{customer(warehouse, contact_id)}'
            and date '{as_of_date}' >= known_from
            and (known_until is null or date '{as_of_date}' < known_until)
        """
    )
    assert len(rows) == len(dict(rows))
    return dict(rows)


@pytest.fixture(scope="module")
def warehouse(make_warehouse):
    """Built as of two dates, between which people moved, earned more or were merged."""
    warehouse = make_warehouse()
    build(warehouse, [ANNE, BEA, CARL, KARL], FIRST)
    warehouse.former = customer(warehouse, "karl")
    assert warehouse.former != customer(warehouse, "carl")
    build(warehouse, LATER, SECOND)
    return warehouse


def test_an_earlier_date_sees_the_old_value_a_later_one_the_new(warehouse):
    old = {"household_income": "30000.00", "postal_code": "69001", "city": "Lyon"}
    new = {"household_income": "41000.00", "postal_code": "44000", "city": "Nantes"}
    kept = {"marital_status": "single"}
    # A date does not see what was changed on its own day.
    assert seen(warehouse, "anne", "2025-12-01") == {"income_band": "B"}
    assert seen(warehouse, "anne", "2025-12-02") == old | kept | {"income_band": "B"}
    assert seen(warehouse, "anne", "2026-02-01") == old | kept | {"income_band": "B"}
    assert seen(warehouse, "anne", "2026-02-02") == new | kept | {"income_band": "C"}
    assert seen(warehouse, "anne", THIRD) == new | kept | {"income_band": "C"}


def test_a_change_without_a_date_counts_from_when_it_was_seen(warehouse):
    for day, income in [
        ("2025-01-02", "20000.00"),
        ("2026-03-09", "20000.00"),
        (SECOND, "25000.00"),
    ]:
        assert seen(warehouse, "bea", day)["household_income"] == income


def test_a_provider_tells_what_no_record_does_from_when_it_was_known(warehouse):
    assert "marital_status" not in seen(warehouse, "bea", "2025-02-01")
    assert seen(warehouse, "bea", "2025-02-02")["marital_status"] == "married"


def test_a_merged_customer_has_the_history_of_the_id_that_stays(warehouse):
    assert customer(warehouse, "carl") == customer(warehouse, "karl")
    incomes = [
        seen(warehouse, "karl", day)["household_income"]
        for day in ("2025-01-02", FIRST, "2026-02-15", "2026-02-16", THIRD)
    ]
    assert incomes == [*["50111.00"] * 3, *["60111.00"] * 2]


def test_who_asks_gets_the_history_of_the_former_id_too(warehouse):
    tables = person_data(warehouse.copied(), "carl")["tables"]
    held = tables["intermediate.int_customer_attributes_snapshotted"]
    incomes = {(row["as_of_date"], row["household_income"]) for row in held}
    assert incomes == {(FIRST, 50111.0), (FIRST, 55111.0), (SECOND, 60111.0)}
    assert "intermediate.int_customer_attributes_known" in tables


def test_another_run_as_of_the_same_or_an_earlier_date_changes_nothing(warehouse):
    before = versions(warehouse)
    warehouse.execute("update intermediate.int_golden_records set city = null")
    assert "No change is kept" not in snapshot(warehouse, SECOND).log
    assert f"it has versions of {SECOND}" in snapshot(warehouse, "2026-02-10").log
    assert versions(warehouse) == before
    # The next date sees the change.
    snapshot(warehouse, THIRD)
    assert len(versions(warehouse)) > len(before)


def test_the_clock_of_a_version_is_the_scoring_date(warehouse):
    clocks = warehouse.query(
        "select distinct as_of_date::varchar, "
        "dbt_valid_from = as_of_date and dbt_updated_at = as_of_date "
        "from intermediate.int_customer_attributes_snapshotted order by all"
    )
    assert clocks == [(date, True) for date in (FIRST, SECOND, THIRD)]


@pytest.fixture(scope="module")
def rebuilt(warehouse, make_warehouse):
    """Rebuilt from the state only, in a run with a request for erasure."""
    rebuilt = make_warehouse(STRATA_ALLOW_INPUT_CHANGE="true")
    shutil.copytree(warehouse.folder / "strata.state", rebuilt.folder / "strata.state")
    ids = {customer(warehouse, "carl"), warehouse.former}
    assert len(ids) == 2
    rebuilt.erased_ids = ", ".join(f"'{id_}'" for id_ in sorted(ids))
    rebuilt.state = (
        rebuilt.folder / "strata.state/int_customer_attributes_snapshotted.parquet"
    )
    erasure = ("contact_id", "carl", "erasure", "2026-05-01")
    build(rebuilt, LATER, "2026-06-10", [erasure])
    return rebuilt


def test_a_rebuild_from_the_state_has_the_history(rebuilt):
    assert seen(rebuilt, "anne", FIRST)["city"] == "Lyon"
    assert seen(rebuilt, "anne", FIRST)["household_income"] == "30000.00"
    assert seen(rebuilt, "anne", "2026-02-02")["household_income"] == "41000.00"
    assert seen(rebuilt, "bea", FIRST)["household_income"] == "20000.00"


def test_of_the_erased_nothing_is_left(rebuilt):
    of_erased = (
        f"where customer_id in ({rebuilt.erased_ids}) "
        "or household_income in (50111, 55111, 60111)"
    )
    assert not rebuilt.query(
        f"from intermediate.int_customer_attributes_snapshotted {of_erased}"
    )
    assert duckdb.sql(f"from '{rebuilt.state}'").fetchall()
    assert not duckdb.sql(f"from '{rebuilt.state}' {of_erased}").fetchall()


def test_a_run_that_may_erase_writes_all_of_the_state(rebuilt):
    """Otherwise an erasure by a run of few models would leave the file unchanged."""
    rebuilt.state.unlink()
    run = rebuilt.dbt("build", "--select", "int_rows_erased")
    assert run.success, run.log
    assert rebuilt.state.exists()
