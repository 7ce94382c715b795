"""Databases and exports are for their owner only."""

import os
from types import SimpleNamespace

import duckdb
import pytest
from command import strata

from strata.dbt_plugin import Plugin
from strata.pages import PageError, write_page
from strata.private import close_to_others, write_private


@pytest.fixture(autouse=True)
def usual_rights():
    """Files are readable by everybody, as they usually are."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def rights(path):
    return oct(path.stat().st_mode & 0o777)


def test_a_database_of_dbt_is_its_owners(tmp_path):
    database = tmp_path / "shop.duckdb"
    credentials = SimpleNamespace(path=str(database))
    plugin = Plugin(name="strata", plugin_config={}, credentials=credentials)
    plugin.update_connection_config(credentials, {})
    with duckdb.connect(str(database)) as connection:
        plugin.configure_connection(connection)
        connection.execute("create table orders as select 1 as order_id")
        files = {path.name: rights(path) for path in tmp_path.iterdir()}
    assert files == {"shop.duckdb": "0o600", "shop.duckdb.wal": "0o600"}


@pytest.mark.parametrize(
    ("before", "after"),
    [(0o644, "0o600"), (0o604, "0o600"), (0o640, "0o640"), (0o600, "0o600")],
)
def test_a_group_that_the_owner_chose_keeps_its_rights(tmp_path, before, after):
    path = tmp_path / "shop.duckdb"
    path.touch()
    path.chmod(before)
    close_to_others(path)
    assert rights(path) == after


def test_a_missing_file_is_no_error(tmp_path):
    close_to_others(tmp_path / "missing")


def test_a_file_that_is_replaced_loses_its_rights_and_its_text(tmp_path):
    path = tmp_path / "person.json"
    path.write_text("a longer text than the new one")
    write_private(path, "é")
    assert (path.read_text("utf-8"), rights(path)) == ("é", "0o600")


def test_a_page_is_its_owners(tmp_path):
    write_page(tmp_path / "pair.html", "a pair", overwrite=False)
    assert rights(tmp_path / "pair.html") == "0o600"


def test_no_option_overwrites_a_database(tmp_path):
    database = tmp_path / "shop.duckdb"
    duckdb.connect(str(database)).close()
    written = database.read_bytes()
    with pytest.raises(PageError, match="is a database"):
        write_page(database, "a pair", overwrite=True)
    arguments = ("export-person", "x", "--database", database, "--out", database)
    assert "is a database" in strata(*arguments, "--overwrite", exit_code=1)
    assert database.read_bytes() == written


def test_what_a_command_writes_is_its_owners(tmp_path):
    (tmp_path / "orders.csv").write_text("id,total\n1,2\n")
    script = tmp_path / "mapping.sql"
    script.write_text(
        "-- Orders.\ncreate table shop_orders as select id as order_id, "
        "'a' as account_id, '2026-01-01' as ordered_at, total as total_amount "
        "from source;"
    )
    out = tmp_path / "raw"
    strata("map", script, "--source", tmp_path / "orders.csv", "--out", out)
    written = [path for path in out.rglob("*") if path.is_file()]
    assert written
    assert {rights(path) for path in written} == {"0o600"}
    assert rights(out) == "0o700"
