"""The commands print the build, and their errors say what to do."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from command import strata

ROOT = Path(__file__).parents[2]
ONLINE_RETAIL = ROOT / "examples/online_retail/mapping.sql"

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
    create table marts.fct_data_quality as
    from (values
        (date '2026-01-01', 'shop_orders', 'rows_in', 1010),
        (date '2026-01-01', 'shop_orders', 'rows_clean', 1001),
        (date '2026-01-01', 'shop_orders', 'rows_quarantined', 5),
        (date '2026-01-01', 'shop_orders', 'rows_duplicate', 4),
        (date '2026-01-01', 'shop_orders', 'share_missing', 0),
        (date '2026-01-01', 'web_events', 'rows_in', 0),
        (date '2025-12-02', 'shop_orders', 'rows_in', 900)
    ) as quality (as_of_date, raw_table, measure, measured_value);
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
        ["raw", "table", "rows", "in", "clean", "quarantined", "duplicates"],
        ["shop_orders", "1,010", "1,001", "5", "4"],
        [],
        ["quarantined", "because", "of"],
        ["shop_orders", "3", "duplicate_key,", "unknown_currency"],
        ["shop_orders", "2", "date_in_future"],
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


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "mapping.sql"
    path.write_text(
        "create view shop_orders as select number as order_id from source;"
        "create view shop_accounts as select 'a' as account_id from source limit 1;"
    )
    return path


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "it's mine.csv"
    path.write_text("number,amount\n007,1\n008,2\n")
    return path


def test_map_writes_a_file_per_view_and_counts_its_rows(script, source, tmp_path):
    out = tmp_path / "raw" / "new"
    printed = strata("map", script, "--source", source, "--out", out)
    assert printed.splitlines() == [
        f"{out / 'shop_accounts.parquet'}: 1 rows",
        f"{out / 'shop_orders.parquet'}: 2 rows",
    ]
    # Every column of a csv is text, so a number keeps its leading zeros.
    orders = duckdb.sql(f"from '{out}/shop_orders.parquet' order by all").fetchall()
    assert orders == [("007",), ("008",)]


class TestWhatCannotBeMapped:
    def fails(self, script, source, tmp_path):
        out = tmp_path / "raw"
        message = strata("map", script, "--source", source, "--out", out, exit_code=1)
        assert not list(out.glob("*"))
        return message

    def test_a_file_that_is_not_there(self, script, tmp_path):
        path = tmp_path / "nowhere.csv"
        message = self.fails(script, path, tmp_path)
        assert f"There is no file {path}" in message

    def test_a_file_of_another_kind(self, script, tmp_path):
        path = tmp_path / "orders.xlsx"
        path.write_text("a sheet")
        message = self.fails(script, path, tmp_path)
        assert "neither .csv nor .parquet" in message

    def test_a_file_that_is_not_what_it_says(self, script, tmp_path):
        path = tmp_path / "orders.parquet"
        path.write_text("number,amount")
        message = self.fails(script, path, tmp_path)
        assert f"{path} cannot be read" in message

    def test_a_script_that_is_not_there(self, source, tmp_path):
        message = self.fails(tmp_path / "nowhere.sql", source, tmp_path)
        assert "nowhere.sql" in message
        assert "check the path" in message

    def test_a_script_for_other_columns_is_told_those_there_are(self, source, tmp_path):
        path = tmp_path / "mapping.sql"
        path.write_text("create view shop_orders as select invoice from source")
        message = self.fails(path, source, tmp_path)
        assert '"invoice" not found' in message
        assert "The file's columns are number, amount." in message

    def test_a_script_without_a_view(self, source, tmp_path):
        path = tmp_path / "mapping.sql"
        path.write_text("select 1")
        assert "creates no view" in self.fails(path, source, tmp_path)


def test_online_retail_maps_alike_from_csv_and_parquet(tmp_path):
    query = """
        from (values
            ('536365', '85123A', 'HEART', 6, timestamp '2010-12-01 08:26:00', 2.55,
                17850.0, 'United Kingdom'),
            ('536365', '85123A', 'HEART', 6, timestamp '2010-12-01 08:26:00', 2.55,
                17850.0, 'United Kingdom'),
            ('536365', 'POST', 'POSTAGE', 1, timestamp '2010-12-01 08:26:00', 18.0,
                17850.0, 'United Kingdom'),
            ('C536379', 'D', 'Discount', -1, timestamp '2010-12-01 09:41:00', 27.5,
                14527.0, 'United Kingdom'),
            ('536414', '22139', null, 56, timestamp '2010-12-01 11:52:00', 0.0,
                null, 'United Kingdom')
        ) as lines (
            InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice,
            CustomerID, Country
        )
    """
    mapped = {}
    for kind in ("csv", "parquet"):
        source, out = tmp_path / f"lines.{kind}", tmp_path / kind
        duckdb.execute(f"copy ({query}) to '{source}'")
        strata("map", ONLINE_RETAIL, "--source", source, "--out", out)
        mapped[kind] = [
            duckdb.sql(
                f"select columns(*)::varchar from '{out}/{table}.parquet' order by all"
            ).fetchall()
            for table in ("shop_orders", "shop_order_lines")
        ]
    assert mapped["csv"][0] == mapped["parquet"][0]
    orders = {row[0]: (row[1], row[3], row[5]) for row in mapped["parquet"][0]}
    assert orders == {
        "536365": ("17850", "completed", "33.30000"),
        "C536379": ("14527", "refund", "-27.50000"),
        "536414": (None, "completed", "0.00000"),
    }
    # Equal lines have the same number, so they are exact duplicates in the build.
    numbers = sorted(row[:2] for row in mapped["csv"][1])
    assert numbers == sorted(row[:2] for row in mapped["parquet"][1])
    assert numbers.count(("536365", "1")) == 2
