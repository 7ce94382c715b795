"""Rebuilds restore customer ids and other state, and refuse a state that does not
fit."""

import shutil

import pandas as pd
import pytest
from conftest import BUILD, REBUILD
from people import contact, shared

IDS = ("--select", "+int_customer_ids", "+int_customer_id_changes")
STRANGERS = shared(0, 60)
ANNE = contact(500, contact_id="anne", created_at="2024-06-01")
ANNE_OLD = ANNE | {"contact_id": "anne0", "created_at": "2020-01-01"}
# First known by the e-mail of a survey, though the contact is older.
ZITA_OLD = contact(
    700, contact_id="zita", email="zita@mail.fr", created_at="2019-01-01"
)
SURVEY = {
    "response_id": ["r1", "r2"],
    "survey_id": "s",
    "email": ["Zita@mail.fr", STRANGERS[0]["email"]],
    "item_id": "i",
    "answer": "3",
    "responded_at": ["2025-03-01", "2025-03-02"],
}
AT_FIRST, LATER = (ANNE,), (ANNE, ANNE_OLD, ZITA_OLD)


def build(warehouse, contacts, command=BUILD, **env):
    """Build with these contacts, some strangers and the survey."""
    warehouse.write("crm_contacts.csv", pd.DataFrame([*STRANGERS, *contacts]))
    warehouse.write("survey_responses.csv", SURVEY)
    return warehouse.dbt(*command, *IDS, env=env)


def ids(warehouse):
    return dict(
        warehouse.query(
            "select record_key, customer_id from intermediate.int_customer_ids"
        )
    )


def of_emails(warehouse):
    return warehouse.query(
        "select record_key, customer_id from intermediate.int_customer_ids "
        "where record_source = 'emails'"
    )


@pytest.fixture(scope="module")
def warehouse(make_warehouse):
    """Built twice: the second time with older records of known people."""
    warehouse = make_warehouse()
    run = build(warehouse, AT_FIRST)
    assert run.success, run.log
    warehouse.ids_at_first = ids(warehouse)
    warehouse.emails_at_first = of_emails(warehouse)
    run = build(warehouse, LATER, REBUILD)
    assert run.success, run.log
    return warehouse


def test_a_record_older_than_the_one_known_changes_no_id(warehouse):
    now = ids(warehouse)
    assert now["anne0"] == now["anne"] == warehouse.ids_at_first["anne"]


def test_who_is_first_known_by_an_email_keeps_the_id(warehouse):
    """Even if an older contact is delivered later."""
    ((key, zita),) = warehouse.emails_at_first
    assert "@" not in key
    now = ids(warehouse)
    assert now[key] == now["zita"] == zita


def temporary_relations(warehouse):
    return warehouse.query(
        "select schema_name || '.' || table_name from duckdb_tables() "
        "where table_name like '%\\_\\_dbt\\_%' escape '\\' union all "
        "select schema_name || '.' || view_name from duckdb_views() "
        "where view_name like '%\\_\\_dbt\\_%' escape '\\' order by all"
    )


def test_a_second_build_leaves_no_temporary_table(warehouse):
    """One of them had phone numbers, in the schema main."""
    assert temporary_relations(warehouse) == []


def test_what_a_killed_run_left_is_dropped_and_nothing_else(warehouse):
    warehouse.execute("""
        create table main.int_phones_standardised__dbt_tmp20260131100000000000 as
        select 'a number' as raw_phone;
        create table intermediate.int_customer_ids__dbt_backup (customer_id varchar);
        create view staging.stg_crm__contacts__dbt_tmp as select 1 as one;
        create table main.orders_of_mine__dbt_tmp (order_id varchar);
        create table main.int_phones_standardised__dbt_tmp_of_mine (phone varchar);
    """)
    run = warehouse.dbt("run", "--select", "stg_crm__contacts")
    assert run.success, run.log
    assert temporary_relations(warehouse) == [
        ("main.int_phones_standardised__dbt_tmp_of_mine",),
        ("main.orders_of_mine__dbt_tmp",),
    ]
    warehouse.execute(
        "drop table main.orders_of_mine__dbt_tmp; "
        "drop table main.int_phones_standardised__dbt_tmp_of_mine"
    )


def test_a_rebuild_from_nothing_keeps_the_ids_by_the_state(warehouse, make_warehouse):
    rebuilt, anew = make_warehouse(), make_warehouse()
    shutil.copytree(warehouse.folder / "strata.state", rebuilt.folder / "strata.state")
    run = build(rebuilt, LATER)
    assert not run.success
    assert "would get the ids of strangers" in run.log
    run = build(rebuilt, LATER, STRATA_ALLOW_INPUT_CHANGE="true")
    assert run.success, run.log
    assert "State of earlier runs: int_customer_id" in run.log
    assert ids(rebuilt) == ids(warehouse)
    # Without the state the anchor is the first-known record; others are unchanged.
    run = build(anew, LATER)
    assert run.success, run.log
    assert "State of earlier runs" not in run.log
    differ = {
        key for key, customer in ids(anew).items() if ids(warehouse)[key] != customer
    }
    assert differ == {"anne", "anne0", "zita"}


def look(warehouse, **env):
    """Run the hooks and one small view."""
    return warehouse.dbt("run", "--select", "stg_crm__contacts", env=env)


def test_a_damaged_folder_is_written_again_while_the_database_is_whole(warehouse):
    folder = warehouse.folder / "strata.state"
    whole = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "int_customer_ids.parquet").write_bytes(b"PAR1 and no end")
    run = look(warehouse)
    assert run.success, run.log
    assert "not whole: int_customer_ids. The database holds it" in run.log
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == whole
    for path in folder.iterdir():
        path.write_bytes(b"")
    (folder / ".writing").mkdir()
    run = look(warehouse)
    assert run.success, run.log
    assert "not whole: manifest.json cannot be read" in run.log
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == whole


def test_a_state_with_missing_parts_stops_a_new_database(warehouse, make_warehouse):
    other = make_warehouse(STRATA_ALLOW_INPUT_CHANGE="true")
    folder = other.folder / "strata.state"
    shutil.copytree(warehouse.folder / "strata.state", folder)
    other.write("crm_contacts.csv", pd.DataFrame(STRANGERS))
    (folder / "int_customer_ids.parquet").unlink()
    people = folder / "people_suppressed.parquet"
    people.write_bytes(people.read_bytes()[::-1])
    run = look(other)
    assert not run.success
    assert "int_customer_ids.parquet: it is missing" in run.log
    assert "people_suppressed.parquet: its content is not what was written" in run.log
    assert "int_customer_id_changes" not in run.log
    # Nothing was begun, so the next run stops as well.
    assert not look(other).success
    (folder / "manifest.json").write_bytes(b"")
    assert "manifest.json cannot be read" in look(other).log
    for path in folder.iterdir():
        path.unlink()
    (folder / "origin_0.csv").touch()
    run = look(other)
    assert run.success, run.log


def test_an_interrupted_import_is_repeated(warehouse, make_warehouse):
    """The tables that are not models are created before they are filled."""
    other = make_warehouse(STRATA_ALLOW_INPUT_CHANGE="true")
    folder = other.folder / "strata.state"
    shutil.copytree(warehouse.folder / "strata.state", folder)
    other.write("crm_contacts.csv", pd.DataFrame(STRANGERS))
    other.execute(
        "create schema state; create table state.requests_unclear as "
        f"from '{folder}/requests_unclear.parquet' limit 0"
    )
    run = look(other)
    assert run.success, run.log
    assert "State of earlier runs: int_customer_attributes_snapshotted" not in run.log
    assert "requests_unclear" in run.log


def test_full_refresh_keeps_the_ids(warehouse):
    before = ids(warehouse)
    linking = "int_person_records+,+int_customer_ids"
    warehouse.build("--full-refresh", "--select", linking)
    assert ids(warehouse) == before


def test_another_key_stops_the_run(warehouse):
    """The suppression list would match no person."""
    run = build(warehouse, LATER, STRATA_ID_KEY="another")
    assert not run.success
    assert "STRATA_ID_KEY is not the key" in run.log


def test_another_key_is_noticed_without_the_folder(warehouse):
    folder = warehouse.folder / "strata.state"
    folder.rename(warehouse.folder / "away")
    run = build(warehouse, LATER, STRATA_ID_KEY="another")
    (warehouse.folder / "away").rename(folder)
    assert not run.success
    assert "STRATA_ID_KEY is not the key" in run.log


def test_a_folder_that_cannot_be_made_is_told_before_the_first_model(warehouse):
    folder = warehouse.folder / "missing" / "state"
    run = build(warehouse, LATER, STRATA_STATE_DIR=str(folder))
    assert not run.success
    assert f"The state folder {folder} cannot be written" in run.log
    assert not any(name.startswith("int_") for name in run.results)


def test_the_demos_key_is_told_of(warehouse, make_warehouse):
    run = warehouse.dbt("build", "--select", "stg_crm__contacts")
    assert "STRATA_ID_KEY is not set" in run.log
    other = make_warehouse(STRATA_ID_KEY="secret")
    run = other.dbt("build", "--select", "stg_crm__contacts")
    assert "STRATA_ID_KEY" not in run.log


def test_a_red_run_leaves_the_state_as_it_was(warehouse):
    state = warehouse.folder / "strata.state" / "int_customer_ids.parquet"
    written = state.read_bytes()
    warehouse.execute(
        "insert into intermediate.int_customer_ids "
        "from intermediate.int_customer_ids "
        "where record_source = 'crm_contacts' limit 1"
    )
    run = warehouse.dbt("build", "--select", "int_customer_ids")
    assert "primary_key_int_customer_ids_record_id" in run.failed
    assert state.read_bytes() == written
