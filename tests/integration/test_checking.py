"""`strata check` shows how a folder will be understood, without a build.

One folder holds a mistake of each kind, and one check of it serves all tests.
"""

import json
import random
from pathlib import Path

import duckdb
import pytest
from command import strata

from strata.checking import check_folder
from strata.mapping import map_source

ROOT = Path(__file__).parents[2]
ROWS = 60


@pytest.fixture(scope="module", autouse=True)
def parsed():
    """Use what `make test` has parsed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBT_TARGET_PATH", str(ROOT / "target/test"))
        patch.setenv("STRATA_DATABASE", str(ROOT / "target/test/strata.duckdb"))
        patch.chdir(ROOT)
        yield


def write(path, header, rows):
    lines = [header, *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n")


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("raw")
    chosen = random.Random(3)
    # A sale per row, of which half are on one account; days after months; a total of 0.
    write(
        folder / "shop_orders.csv",
        "order_id,account_id,ordered_at,total_amount,order_status,currency,"
        "sales_channel,status_changed_at",
        [
            (
                f"o{number // 2}",
                "guest" if number % 2 else f"a{number}",
                f"{chosen.randint(1, 12)}/{number % 28 + 1:02}/2024",
                "0.00",
                "paid" if number % 3 else "Voided" if number else "teleported",
                "EUR",
                "web",
                f"2024-05-0{number % 9 + 1}T10:30:00+02:00",
            )
            for number in range(ROWS)
        ],
    )
    write(
        folder / "shop_accounts.csv",
        "account_id,email,first_name,created_at",
        [
            *(
                (f"b{number}", "none given", "Ren\ufffd", "2024-01-01")
                for number in range(59)
            ),
            ("7.41E+12", "a@example.org", "Ana", "2024-01-01"),
        ],
    )
    write(
        folder / "web_events.csv",
        "event_id,visitor_id,event_name,occurred_at,engaged_seconds",
        [
            (number, f"v{number}", "page_view", 1_700_000_000_000_000 + number, "2.5x")
            for number in range(ROWS)
        ]
        + [("too", "short")],
    )
    write(
        folder / "crm_contacts.csv",
        "contact_id,created_at,updated_at",
        [(number, 45_000 + number, "2999-01-01 10:00") for number in range(ROWS)],
    )
    write(folder / "marketing_sends.csv", "send_id,campaign_id,sent_at", [])
    (folder / "shop_ordres.csv").write_text("order_id\n1\n")
    return check_folder(folder)


@pytest.fixture(scope="module")
def tables(checked):
    return {each.table: each for each in checked.tables}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (
            "shop_orders",
            ["ordered_at cannot be read", "month before day"],
        ),
        ("shop_orders", ["One account_id has 30 of 60 rows"]),
        ("shop_orders", ["Every total_amount is 0.00"]),
        ("shop_orders", ["order_id repeats in 30 of 60 rows", "one order"]),
        ("shop_orders", ["order_status", "no vocabulary", "teleported (1)"]),
        ("shop_orders", ["account_id names no row of shop_accounts in 60 of 60"]),
        ("shop_accounts", ["first_name has damaged letters", "59 rows"]),
        ("shop_accounts", ["email has no @ in 59 of 60 rows"]),
        ("shop_accounts", ["created_at is at midnight in 60 of 60 rows"]),
        ("web_events", ["occurred_at cannot be read in 60 of 60", "microseconds"]),
        ("web_events", ["engaged_seconds cannot be read in 60 of 60", "9.9A"]),
        ("crm_contacts", ["created_at cannot be read in 60 of 60", "Excel"]),
        ("crm_contacts", ["updated_at is in the future in 60 of 60"]),
        ("marketing_sends", ["no row"]),
    ],
)
def test_a_likely_mistake_is_named(tables, table, words):
    assert any(
        all(word in finding for word in words) for finding in tables[table].findings
    ), tables[table].findings


def test_what_is_read_and_what_is_not(checked, tables):
    assert tables["shop_orders"].rows == ROWS
    assert tables["web_events"].rejected_lines == 1
    assert "store_id" in tables["shop_orders"].empty_columns
    assert "geo_communes" in checked.absent_tables
    assert any("shop_ordres" in warning for warning in checked.warnings)


def test_words_and_time_zones_are_counted(tables):
    words = tables["shop_orders"].words
    assert sum(words["order_status"].values()) == ROWS
    assert words["currency"] == {"EUR": ROWS}
    assert words["time zone of status_changed_at"] == {"+02:00": ROWS}


def test_ten_rows_are_shown_as_they_are_understood(tables):
    sample = tables["shop_orders"].sample
    assert len(sample) == 10
    assert sample[0]["status_changed_at"].hour == 8


def test_mapped_exports_have_no_finding(tmp_path, monkeypatch):
    for name in ("shopify_orders", "hubspot_contacts", "hubspot_deals"):
        map_source(
            ROOT / f"examples/mappings/{name}.sql",
            ROOT / f"tests/data/exports/{name}.csv",
            tmp_path / "raw",
        )
    # The project is found from any folder.
    monkeypatch.chdir(tmp_path)
    printed = strata("check", tmp_path / "raw", "--json")
    tables = {each["table"]: each for each in json.loads(printed)["tables"]}
    assert tables["shop_orders"]["rows"] == 8
    findings = [text for each in tables.values() for text in each["findings"]]
    # One order of the till names no customer.
    assert findings == []
    assert not list(tmp_path.glob("*.duckdb"))
    assert list(tables["shop_orders"]["words"]["time zone of ordered_at"]) == [
        "+0100",
        "+0200",
    ]


def test_a_run_that_would_stop_is_told_why(tmp_path):
    (tmp_path / "shop_orders.csv").write_text("order_id,date\n1,2024-01-01\n")
    message = strata("check", tmp_path, exit_code=1)
    assert "shop_orders" in message
    assert "lacks the required column(s) ordered_at, total_amount" in message
    assert "macro" not in message


@pytest.mark.parametrize("name", [None, "orders.csv"])
def test_a_folder_without_a_raw_table_is_told_their_names(tmp_path, name):
    if name:
        (tmp_path / name).write_text("order_id\n1\n")
    message = strata("check", tmp_path, exit_code=1)
    assert "shop_orders" in message


def test_a_folder_that_is_not_there(tmp_path):
    assert "There is no folder" in strata("check", tmp_path / "nowhere", exit_code=1)


def test_nothing_is_left_behind(tmp_path):
    duckdb.sql(f"copy (select 1 as order_id) to '{tmp_path}/x.parquet'")
    before = sorted(tmp_path.iterdir())
    strata("check", tmp_path, exit_code=1)
    assert sorted(tmp_path.iterdir()) == before
