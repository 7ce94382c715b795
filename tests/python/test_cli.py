"""The commands print the build, and their errors say what to do."""

import json
import subprocess
import sys
import tomllib
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from command import strata
from dbt_common.exceptions import DbtRuntimeError

from strata.dbt_plugin import Plugin
from strata.project import (
    ProjectError,
    default_database,
    find_project,
)

ROOT = Path(__file__).parents[2]

BUILT = """
    create schema marts;
    create schema intermediate;
    create table marts.dim_segments as
    from (values
        ('rfm:lost', 'customer', 'rfm', 'Lost', 11),
        ('rfm:champions', 'customer', 'rfm', 'Champions', 1),
        ('kmeans:1', 'customer', 'kmeans', 'Frequent', 1),
        ('lead:kmeans:1', 'lead', 'kmeans', 'Engaged', 1)
    ) as segments (segment_id, entity, scheme, name, position);
    create table marts.fct_segment_profiles as
    from (values
        (date '2026-01-01', 'rfm:lost', 1500, 0.75, 0.204),
        (date '2026-01-01', 'rfm:champions', 500, 0.25, 0.796),
        (date '2026-01-01', 'kmeans:1', 2000, 1.0, null),
        (date '2026-01-01', 'lead:kmeans:1', 60, 1.0, null),
        (date '2025-12-02', 'rfm:lost', 7, 1.0, 1.0)
    ) as profiles (
        as_of_date, segment_id, customers, customer_share, net_revenue_share
    );
    create table intermediate.int_deliveries_counted as
    from (values
        ('shop_orders', 1010, 1001, 5, 4, 3),
        ('crm_contacts', 0, 0, 0, 0, 80),
        ('web_events', 0, 0, 0, 0, 0)
    ) as counted (
        entity, rows_in, rows_clean, rows_quarantined, rows_duplicate, rows_rejected
    );
    create table intermediate.int_deliveries_judged as
    from (values
        ('fail', 'crm_contacts: 80 of 80 lines cannot be read'),
        ('pass', 'shop_orders: 3 of 1013 lines cannot be read')
    ) as judged (verdict, message);
    create table intermediate.int_rows_quarantined as
    select 'shop_orders' as entity, ['duplicate_key', 'unknown_currency'] as reasons
    from range(3)
    union all
    select 'shop_orders', ['date_in_future'] from range(2);
    create table intermediate.int_sources_compared as
    from (values
        ('email', 'crm_leads', 'shop_accounts', 2000, 1500, 0.75),
        ('email', 'crm_contacts', 'shop_accounts', 3, 3, 1.0),
        ('city', 'crm_contacts', 'panel', 8, 1, 0.125)
    ) as compared (
        attribute, source_l, source_r, customers, agreeing_customers, agreement_share
    );
    create table intermediate.int_external_attributes_counted as
    from (values
        ('panel', 'income_band', 'email', 'unknown_identifier', 1200),
        ('panel', 'income_band', 'email', 'attached', 7)
    ) as counted (provider, attribute, identifier_type, status, row_count);
"""


@pytest.fixture
def built(tmp_path):
    path = tmp_path / "strata.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(BUILT)
    return path


def test_segments_are_those_of_the_last_date_in_their_order(built):
    lines = strata("segments", "--database", built).splitlines()
    assert [line.split() for line in lines] == [
        ["entity", "scheme", "segment", "members", "share", "revenue"],
        ["customer", "kmeans", "Frequent", "2,000", "100.0%"],
        ["customer", "rfm", "Champions", "500", "25.0%", "79.6%"],
        ["customer", "rfm", "Lost", "1,500", "75.0%", "20.4%"],
        ["lead", "kmeans", "Engaged", "60", "100.0%"],
    ]


def test_a_row_is_one_plain_line_however_long_it_is(built):
    name = "a [bold] name of many words " * 20 + "end"
    with duckdb.connect(str(built)) as connection:
        connection.execute("update marts.dim_segments set name = $1", [name])
    lines = strata("segments", "--database", built).splitlines()
    assert len(lines) == 5
    assert all(name in line for line in lines[1:])
    assert "\x1b" not in "".join(lines)


def test_the_database_may_be_named_by_the_environment(built, monkeypatch):
    monkeypatch.setenv("STRATA_DATABASE", str(built))
    assert "Champions" in strata("segments")


def test_quality_says_where_the_rows_went(built):
    lines = strata("quality", "--database", built).splitlines()
    assert [line.split() for line in lines] == [
        [
            *("raw", "table", "rows", "in", "clean"),
            *("quarantined", "duplicates", "rejected"),
        ],
        ["crm_contacts", "0", "0", "0", "0", "80"],
        ["shop_orders", "1,010", "1,001", "5", "4", "3"],
        [],
        ["quarantined", "because", "of"],
        ["shop_orders", "3", "duplicate_key,", "unknown_currency"],
        ["shop_orders", "2", "date_in_future"],
        [],
        ["fail:", "crm_contacts:", "80", "of", "80", "lines", "cannot", "be", "read"],
    ]


def test_agreement_compares_sources_and_counts_what_providers_deliver(built):
    lines = strata("agreement", "--database", built).splitlines()
    assert [line.split() for line in lines] == [
        ["attribute", "source", "source", "customers", "agreeing", "share"],
        ["city", "crm_contacts", "panel", "8", "1", "12.5%"],
        ["email", "crm_contacts", "shop_accounts", "3", "3", "100.0%"],
        ["email", "crm_leads", "shop_accounts", "2,000", "1,500", "75.0%"],
        [],
        ["provider", "attribute", "identified", "by", "status", "rows"],
        ["panel", "income_band", "email", "attached", "7"],
        ["panel", "income_band", "email", "unknown_identifier", "1,200"],
    ]


def test_without_providers_agreement_is_of_the_records_alone(built):
    with duckdb.connect(str(built)) as connection:
        connection.execute("delete from intermediate.int_external_attributes_counted")
    assert strata("agreement", "--database", built).splitlines()[-1].endswith("75.0%")


@pytest.mark.parametrize(
    "command", ["segments", "quality", "agreement", "match-weights"]
)
class TestADatabaseThatCannotBeRead:
    def test_absent(self, command, tmp_path):
        path = tmp_path / "nowhere.duckdb"
        message = strata(command, "--database", path, exit_code=1)
        assert str(path) in message
        assert "make build" in message
        assert not path.exists()

    def test_not_built(self, command, tmp_path):
        path = tmp_path / "empty.duckdb"
        duckdb.connect(str(path)).close()
        message = strata(command, "--database", path, exit_code=1)
        assert str(path) in message
        assert "dbt build" in message

    def test_no_database(self, command, tmp_path):
        path = tmp_path / "text.duckdb"
        path.write_text("a text of some length that is no database" * 200)
        message = strata(command, "--database", path, exit_code=1)
        assert str(path) in message
        assert "not a valid DuckDB database" in message

    def test_locked_by_a_run(self, command, built):
        hold = (
            "import duckdb, sys; held = duckdb.connect(sys.argv[1]); "
            "print('held', flush=True); sys.stdin.read()"
        )
        with subprocess.Popen(
            [sys.executable, "-c", hold, str(built)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as holder:
            assert holder.stdout.readline() == b"held\n"
            message = strata(command, "--database", built, exit_code=1)
            holder.stdin.close()
        assert "a run is writing to it" in message


def test_the_version_is_that_of_the_package():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
        "version"
    ]
    assert strata("--version") == f"strata {declared}\n"


class TestJson:
    def test_segments(self, built):
        rows = json.loads(strata("segments", "--database", built, "--json"))
        assert rows[1] == {
            "entity": "customer",
            "scheme": "rfm",
            "segment": "Champions",
            "members": 500,
            "share": 0.25,
            "revenue": 0.796,
        }

    @pytest.mark.parametrize("command", ["segments", "quality", "agreement"])
    def test_every_command_that_prints_rows(self, built, command):
        assert json.loads(strata(command, "--database", built, "--json"))


class TestAnotherFolder:
    def test_the_commands_read_the_projects_database(self, tmp_path, monkeypatch):
        monkeypatch.chdir(ROOT)
        assert default_database() == Path("strata.duckdb")
        monkeypatch.chdir(ROOT / "models/marts")
        assert default_database() == ROOT / "strata.duckdb"
        # The clone that the package is installed from.
        monkeypatch.chdir(tmp_path)
        assert default_database() == ROOT / "strata.duckdb"

    def test_a_folder_that_is_no_clone_is_named(self, tmp_path, monkeypatch):
        monkeypatch.setattr("strata.project.__file__", str(tmp_path / "a/b/c.py"))
        (tmp_path / "dbt_project.yml").write_text("name: other\n")
        with pytest.raises(ProjectError, match=str(tmp_path)):
            find_project(tmp_path)

    def test_dbt_makes_no_second_database(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        connect = partial(Plugin.update_connection_config, None, config={})
        with pytest.raises(DbtRuntimeError, match="STRATA_DATABASE"):
            connect(SimpleNamespace(path="strata.duckdb"))
        connect(SimpleNamespace(path=str(tmp_path / "strata.duckdb")))
        connect(SimpleNamespace(path=":memory:"))
        monkeypatch.chdir(ROOT)
        connect(SimpleNamespace(path="strata.duckdb"))


def test_a_persons_data_are_not_written_over_a_file(built, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    for out, word in [(tmp_path / "notes.txt", "--overwrite"), (built, "a database")]:
        before = out.read_bytes()
        message = strata(
            "export-person", "x", "--database", built, "--out", out, exit_code=1
        )
        assert word in message
        assert out.read_bytes() == before
