"""The input contract: landing, rejects and errors that stop the run."""

import gzip
import os
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from strata.csv_files import csv_layout

ORDERS = "order_id,account_id,ordered_at,total_amount\n"
ORDER = ORDERS + "1,a,2025-01-31 10:00:00,12.50\n"
TYPED = (
    "select '1' as order_id, timestamptz '2025-01-31 10:00:00+01' as ordered_at, "
    "12.5::decimal(12, 3) as total_amount"
)


def land(warehouse, **env):
    return warehouse.dbt("run", "--select", "stg_shop__orders", env=env)


def orders(warehouse, columns="order_id"):
    return sorted(
        warehouse.query(f"select {columns} from staging.stg_shop__orders"),
        key=str,
    )


def kind_of(warehouse, table="shop_orders"):
    return warehouse.query(
        "select table_type from information_schema.tables "
        f"where table_schema = 'raw' and table_name = '{table}'"
    )[0][0]


def rejects(warehouse):
    return warehouse.query("select line, text, error from raw.raw_rejects order by 1")


def assert_stops(run, *words):
    assert not run.success
    for word in words:
        assert str(word) in run.log, f"{word!r} not in:\n{run.log}"


# What can be brought


def test_csv_is_landed_as_text_and_cast(warehouse):
    warehouse.write("shop_orders.csv", ORDER)
    assert land(warehouse).success
    assert kind_of(warehouse) == "BASE TABLE"
    assert orders(warehouse, "order_id, ordered_at, total_amount") == [
        ("1", datetime(2025, 1, 31, 9), Decimal("12.50"))
    ]
    assert warehouse.query("select typeof(total_amount) from raw.shop_orders") == [
        ("VARCHAR",)
    ]


def test_parquet_is_a_view_and_keeps_its_types(warehouse):
    warehouse.write("shop_orders.parquet", TYPED)
    assert land(warehouse).success
    assert kind_of(warehouse) == "VIEW"
    assert warehouse.query(
        "select typeof(ordered_at), typeof(total_amount) from raw.shop_orders"
    ) == [("TIMESTAMP WITH TIME ZONE", "DECIMAL(12,3)")]
    assert orders(warehouse, "ordered_at, total_amount") == [
        (datetime(2025, 1, 31, 9), Decimal("12.50"))
    ]


def test_a_folder_of_parquet_is_one_table_with_the_columns_of_all_files(warehouse):
    warehouse.write("shop_orders/2024/a.parquet", TYPED)
    warehouse.write(
        "shop_orders/2025/01/b.parquet",
        "select 2 as order_id, '2025-01-31T10:00Z' as ordered_at, "
        "3 as total_amount, 'EUR' as currency",
    )
    # As text with three digits after the point it could be a number of thousands.
    warehouse.write(
        "shop_orders/2025/02/d.parquet",
        "select 3 as order_id, '2025-02-28T10:00Z' as ordered_at, "
        "1.125::double as total_amount, 'EUR' as currency",
    )
    warehouse.write("shop_orders/_temporary/c.parquet", b"half")
    assert land(warehouse).success
    assert orders(warehouse, "order_id, currency, total_amount, ordered_at") == [
        ("1", None, Decimal("12.50"), datetime(2025, 1, 31, 9)),
        ("2", "EUR", Decimal("3.00"), datetime(2025, 1, 31, 10)),
        ("3", "EUR", Decimal("1.13"), datetime(2025, 2, 28, 10)),
    ]


@pytest.mark.parametrize(
    "content",
    [
        'order_id;ordered_at;total_amount\r\n1;"31/01/2025 10:00";12,50\r\n',
        "order_id\tordered_at\ttotal_amount\n1\t31.01.2025 10:00:00\t12,5\n",
        "\ufefforder_id,ordered_at,total_amount\n1,2025-01-31T09:00:00Z,12.5\n",
        '"Order_ID" , "ordered_at","total_amount"\n"1","2025-01-31 10:00"," 12.5"\n',
        "order_id|ordered_at|total_amount\r1|2025-01-31 10:00:00|12.50\r",
        "order_id,ordered_at,total_amount\n1,2025-01-31 10:00,12.5",
    ],
    ids=["semicolons", "tabs", "byte-order-mark", "quotes", "bars", "no-last-newline"],
)
def test_csv_dialects(warehouse, content):
    warehouse.write("shop_orders.csv", content)
    assert land(warehouse).success
    assert orders(warehouse, "order_id, ordered_at, total_amount") == [
        ("1", datetime(2025, 1, 31, 9), Decimal("12.50"))
    ]
    assert rejects(warehouse) == []


def test_quoted_newlines_separators_and_quotes(warehouse):
    warehouse.write(
        "shop_orders.csv",
        ORDERS.replace("\n", "\r\n")
        + '1,"a\nb",,1\r\n2,"c\r\nd",,2\r\n3,"e,f",,3\r\n4,"say ""hi""",,4\r\n'
        + '5,L\'Oréal "x" Œuvre,,5\r\n',
    )
    assert land(warehouse).success
    assert orders(warehouse, "account_id") == [
        ("L'Oréal \"x\" Œuvre",), ("a\nb",), ("c\r\nd",), ("e,f",), ('say "hi"',),
    ]  # fmt: skip
    assert rejects(warehouse) == []


def test_a_table_that_is_nowhere_is_empty_with_the_columns_of_the_contract(warehouse):
    assert warehouse.dbt("run", "--select", "staging").success
    tables = warehouse.query(
        "select table_name, count(*) from duckdb_columns() "
        "where schema_name = 'raw' group by all"
    )
    assert len(tables) == 24  # 19 raw tables, and what landing writes down
    assert dict(tables)["shop_orders"] == 15
    assert orders(warehouse) == []


def test_missing_optional_column_is_null_and_extra_columns_are_left_out(warehouse):
    warehouse.write(
        "shop_orders.csv", "order_id,ordered_at,extra,total_amount\n1,2025-01-31,x,2\n"
    )
    assert land(warehouse).success
    assert orders(warehouse, "account_id, currency, margin_amount") == [(None,) * 3]


def test_a_loaders_table_is_read_as_it_is(warehouse):
    warehouse.execute(
        "create schema raw; create table raw.shop_orders as "
        "select 17850.0::double as order_id, timestamp '2025-01-31 10:00' as "
        "ordered_at, 12.5::double as total_amount, 'x' as unknown"
    )
    run = land(warehouse)
    assert run.success, run.log
    assert orders(warehouse, "order_id, ordered_at, total_amount, store_id") == [
        ("17850", datetime(2025, 1, 31, 9), Decimal("12.50"), None)
    ]
    assert len(warehouse.query("describe raw.shop_orders")) == 4


def test_a_loader_may_fill_the_empty_table(warehouse):
    assert land(warehouse).success
    warehouse.execute("insert into raw.shop_orders (order_id) values ('1')")
    assert land(warehouse).success
    assert orders(warehouse) == [("1",)]
    warehouse.write("shop_orders.csv", ORDER)
    assert_stops(land(warehouse), "shop_orders", "loader", "shop_orders.csv")


def test_no_folder_is_needed_when_a_loader_fills_the_schema(warehouse):
    assert land(warehouse, STRATA_RAW_DIR="").success


DIFFERENT = {
    "a": "'a' as order_id, 17850.0::double as account_id, "
    "timestamp '2024-06-30 23:30' as ordered_at, {'eur': 1} as currency",
    "b": "'b' as order_id, '17850' as account_id, "
    "timestamptz '2024-07-31 21:30:00+00' as ordered_at, 'EUR' as currency",
    "c": "'c' as order_id, null::double as account_id, date '2024-08-01' as ordered_at",
}


@pytest.mark.parametrize("with_csv", [False, True], ids=["view", "table"])
def test_parts_are_cast_each_by_its_own_types(warehouse, with_csv):
    for name, columns in DIFFERENT.items():
        warehouse.write(
            f"shop_orders/{name}.parquet", f"select {columns}, 1.5 as total_amount"
        )
    if with_csv:
        warehouse.write(
            "shop_orders/2024/d.CSV", ORDERS + "d,17850,2024-08-01 00:00,1.5\n"
        )
    run = land(warehouse)
    assert run.success, run.log
    assert kind_of(warehouse) == ("BASE TABLE" if with_csv else "VIEW")
    expected = [
        ("a", "17850", datetime(2024, 6, 30, 21, 30), Decimal("1.50")),
        ("b", "17850", datetime(2024, 7, 31, 21, 30), Decimal("1.50")),
        ("c", None, datetime(2024, 7, 31, 22), Decimal("1.50")),
        ("d", "17850", datetime(2024, 7, 31, 22), Decimal("1.50")),
    ]
    columns = "order_id, account_id, ordered_at, total_amount"
    assert orders(warehouse, columns) == expected[: 4 if with_csv else 3]


def test_packed_and_recoded_parts_are_read(warehouse):
    header = 'order_id;"Note; internal";account_id;ordered_at;total_amount\n'
    warehouse.write("shop_orders/a.csv", header + "1;;a;2025-01-31;1\n")
    warehouse.write(
        "shop_orders/b.csv", (header + '2;"x; y";é;2025-01-31;1\n').encode("utf-16")
    )
    warehouse.write(
        "shop_orders/c.csv.gz", gzip.compress((ORDER + "4,short\n").encode(), mtime=0)
    )
    warehouse.write("shop_orders/currency=l%27%C3%A9/d.csv", ORDER)
    run = land(warehouse)
    assert run.success, run.log
    assert orders(warehouse, "account_id, currency") == [
        ("a", "l'é"), ("a", None), ("a", None), ("é", None),
    ]  # fmt: skip
    assert warehouse.query("select file, line from raw.raw_rejects") == [
        (str(warehouse.raw / "shop_orders/c.csv.gz"), 3)
    ]
    assert not list(warehouse.folder.glob("*.tmp"))
    assert "0 landed" in land(warehouse).log


def test_a_damaged_value_in_parquet_costs_no_other(warehouse):
    texts = pa.array([b"caf\xe9", b"ok"], pa.binary())
    texts = pa.StringArray.from_buffers(2, *texts.buffers()[1:])
    file = warehouse.write("crm_contacts.parquet", b"")
    pq.write_table(pa.table({"contact_id": ["1", "2"], "city": texts}), file)
    run = warehouse.dbt("run", "--select", "stg_crm__contacts")
    assert run.success, run.log
    assert "1 value(s) that are not UTF-8" in run.log and "caf" not in run.log
    assert warehouse.query(
        "select contact_id, city from staging.stg_crm__contacts order by 1"
    ) == [("1", "caf�"), ("2", "ok")]


# What changes between runs


def test_absent_then_csv_then_parquet_then_absent(warehouse):
    assert land(warehouse).success
    csv = warehouse.write("shop_orders.csv", ORDER)
    assert land(warehouse).success
    assert orders(warehouse) == [("1",)]
    csv.unlink()
    parquet = warehouse.write("shop_orders.parquet", TYPED.replace("'1'", "'2'"))
    assert land(warehouse).success
    assert orders(warehouse) == [("2",)]
    parquet.unlink()
    assert land(warehouse).success
    assert orders(warehouse) == []


def test_csv_is_landed_again_only_when_it_changed(warehouse):
    def marker():
        return warehouse.query(
            "select table_oid from duckdb_tables() where table_name = 'shop_orders'"
        )

    warehouse.write("shop_orders.csv", ORDER + "2,short\n")
    assert land(warehouse).success
    first = marker()
    assert "0 landed, 19 unchanged" in land(warehouse).log
    assert marker() == first
    assert len(rejects(warehouse)) == 1
    warehouse.write("shop_orders.csv", ORDER + "2,b,2025-01-31,3\n")
    assert "1 landed, 18 unchanged" in land(warehouse).log
    assert orders(warehouse) == [("1",), ("2",)]
    assert rejects(warehouse) == []
    # Written again within the same second, with the same number of bytes.
    path = warehouse.raw / "shop_orders.csv"
    before = path.stat().st_mtime_ns
    warehouse.write("shop_orders.csv", ORDER + "3,b,2025-01-31,3\n")
    after = before - 1 if before % 10**9 else before + 1
    os.utime(path, ns=(after, after))
    assert "1 landed, 18 unchanged" in land(warehouse).log
    assert orders(warehouse) == [("1",), ("3",)]


def test_another_folder_on_the_same_database_stops(warehouse):
    warehouse.write("shop_orders.csv", ORDER)
    assert land(warehouse).success
    other = warehouse.folder / "other"
    other.mkdir()
    run = land(warehouse, STRATA_RAW_DIR=str(other))
    assert_stops(run, warehouse.raw, other, "STRATA_DATABASE", "STRATA_RAW_DIR")
    assert orders(warehouse) == [("1",)]
    same = f"{warehouse.raw}/../raw/./"
    assert land(warehouse, STRATA_RAW_DIR=same).success
    moved = {"STRATA_RAW_DIR": str(other), "STRATA_ALLOW_INPUT_CHANGE": "true"}
    assert land(warehouse, **moved).success
    assert_stops(land(warehouse), "STRATA_DATABASE")


# What goes to the rejects


def test_short_and_long_lines_are_kept_as_rejects(warehouse):
    lines = "".join(f"{i},a,2025-01-31,1\n" for i in range(50_000))
    warehouse.write("shop_orders.csv", ORDERS + lines + "x,short\ny,a,b,1,long\n")
    run = land(warehouse)
    assert run.success
    assert len(orders(warehouse)) == 50_000
    assert [row[:2] for row in rejects(warehouse)] == [
        (50_002, "x,short"),
        (50_003, "y,a,b,1,long"),
    ]
    assert "2 line(s), the first is line 50002" in run.log


def test_a_byte_that_is_not_utf_8_costs_its_value(warehouse):
    # The damage lies behind what is read of the header's surroundings.
    lines = "".join(f"{i},Zoë,2025-01-31,1\n" for i in range(60_000))
    content = (ORDERS + lines).encode() + b"x,a\xffb,2025-01-31,1\n"
    warehouse.write("shop_orders/b.csv", content)
    warehouse.write("shop_orders/a.csv", ORDER)
    run = land(warehouse)
    assert run.success, run.log
    assert "b.csv has 1 byte(s) that are not UTF-8" in run.log
    assert rejects(warehouse) == []
    assert warehouse.query(
        "select count(*), count(*) filter (account_id = 'Zoë'), "
        "any_value(account_id) filter (order_id = 'x') from staging.stg_shop__orders"
    ) == [(60_002, 60_000, "a�b")]
    assert not list(warehouse.folder.glob("*.tmp"))
    assert "1 byte(s) that are not UTF-8" in land(warehouse).log


def test_a_file_of_windows_is_read_and_reported(warehouse):
    content = ORDER + "2,café à l'être,,3\n"
    warehouse.write("shop_orders.csv", content.encode("cp1252"))
    run = land(warehouse)
    assert run.success, run.log
    assert orders(warehouse, "account_id") == [("café à l'être",), ("a",)]
    assert "cp1252" in run.log and "être" not in run.log


def test_a_field_too_big_is_a_reject(warehouse):
    warehouse.write("shop_orders.csv", ORDER + f"2,{'z' * 3_000_000},,3\n3,a,,4\n")
    assert land(warehouse).success
    assert orders(warehouse) == [("1",), ("3",)]
    ((line, text, error),) = rejects(warehouse)
    assert line == 3 and text.startswith("2,zzz") and "line size" in error


def test_rejects_of_two_files_are_kept_apart(warehouse):
    warehouse.write("shop_orders.csv", ORDER + "2,short\n")
    warehouse.write("shop_accounts.csv", "account_id,email\nx\n1,a@b.fr\n")
    assert land(warehouse).success
    assert warehouse.query(
        "select raw_table, line from raw.raw_rejects order by all"
    ) == [("shop_accounts", 2), ("shop_orders", 3)]


def test_what_does_not_cast_is_named_and_kept(warehouse):
    warehouse.write(
        "shop_orders.csv",
        "order_id,ordered_at,total_amount,tax_amount\n1,soon,12€,1\n2,,,\n",
    )
    assert land(warehouse).success
    assert orders(warehouse, "order_id, uncast_columns") == [
        ("1", ["total_amount: 12€", "ordered_at: soon"]),
        ("2", []),
    ]


# What stops the run


def test_missing_required_column_stops(warehouse):
    warehouse.write("shop_orders.csv", "order_no,ordered_at,total_amount\n1,,2\n")
    assert_stops(
        land(warehouse),
        "shop_orders", warehouse.raw / "shop_orders.csv", "order_id",
        "found: order_no, ordered_at, total_amount", "Rename or add",
    )  # fmt: skip


def test_missing_required_column_in_parquet_stops(warehouse):
    warehouse.write("shop_orders.parquet", "select 1 as order_id, 2 as amount")
    assert_stops(
        land(warehouse),
        warehouse.raw / "shop_orders.parquet",
        "ordered_at, total_amount", "found: order_id, amount",
    )  # fmt: skip


def test_missing_required_column_of_a_loader_stops(warehouse):
    warehouse.execute("create schema raw; create table raw.shop_orders (id int)")
    assert_stops(
        land(warehouse),
        "raw.shop_orders", "order_id, ordered_at, total_amount", "found: id",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("shop_orders.parquet", b"not parquet"),
        ("shop_orders.parquet", b""),
        ("shop_orders.parquet", "truncated"),
        ("shop_orders/part.parquet", b"PAR1 not parquet"),
        ("shop_orders.csv", b""),
        ("shop_orders.csv", bytes(range(256)) * 40),
        ("shop_orders.csv", ORDER.encode("utf-16-le")),
    ],
    ids=["other", "empty", "truncated", "in-folder", "empty-csv", "binary", "no-mark"],
)
def test_unreadable_file_stops(warehouse, name, content):
    if content == "truncated":
        whole = warehouse.write(name, TYPED).read_bytes()
        content = whole[: len(whole) // 2]
    warehouse.write(name, content)
    assert_stops(land(warehouse), "shop_orders:", name.split("/")[0], "write it again")


def test_mixed_line_ends_stop(warehouse):
    warehouse.write("shop_orders.csv", ORDERS + "1,a,,1\r\n2,b,,2\n")
    assert_stops(land(warehouse), "shop_orders.csv", "lines must end alike")


def test_a_quote_that_swallows_lines_stops(warehouse):
    warehouse.write("shop_orders.csv", ORDER + '2,"open,,3\n3,b,,4\n')
    assert_stops(land(warehouse), "shop_orders.csv", "quote at line 3")
    warehouse.write("shop_orders.csv", ORDER + '2,"closed",,3\n3,b,,4\n')
    assert land(warehouse).success
    assert len(orders(warehouse)) == 3


@pytest.mark.parametrize("other", ["shop_orders.parquet", "shop_orders/a.parquet"])
def test_two_inputs_of_one_name_stop(warehouse, other):
    warehouse.write("shop_orders.csv", ORDER)
    warehouse.write(other, TYPED)
    assert_stops(
        land(warehouse), "shop_orders.csv", other.split("a.")[0], "keep one of them"
    )


def test_a_file_beside_a_loaders_table_stops(warehouse):
    warehouse.execute("create schema raw; create view raw.shop_orders as " + TYPED)
    warehouse.write("shop_orders.csv", ORDER)
    assert_stops(
        land(warehouse), "view raw.shop_orders", "shop_orders.csv", "remove the file"
    )
    assert warehouse.query("select order_id from raw.shop_orders") == [("1",)]


def test_lines_of_which_none_is_read_stop(warehouse, monkeypatch):
    warehouse.write("shop_orders.csv", ORDERS)
    run = land(warehouse)
    assert run.success, run.log
    # No file is known that DuckDB skips without a word, so one is pretended.
    monkeypatch.setattr(
        "strata.landing.csv_layout",
        lambda *arguments, **named: replace(
            csv_layout(*arguments, **named), has_more=True
        ),
    )
    warehouse.write("shop_orders.csv", ORDERS + "\n")
    assert_stops(land(warehouse), "shop_orders.csv has lines", "none can be read")
    monkeypatch.undo()
    assert land(warehouse).success


def test_a_reporting_currency_without_rates_stops(warehouse):
    run = land(warehouse, STRATA_REPORTING_CURRENCY="XTS")
    assert_stops(run, "reporting_currency is 'XTS'", "currency_rates.csv")
    assert land(warehouse, STRATA_REPORTING_CURRENCY="CHF").success


def test_a_folder_that_does_not_exist_stops(warehouse):
    missing = str(warehouse.folder / "nowhere")
    assert_stops(land(warehouse, STRATA_RAW_DIR=missing), missing, "STRATA_RAW_DIR")


def test_a_column_that_stands_twice_stops(warehouse):
    warehouse.write("shop_orders.csv", ORDER.replace("account_id", "order_id"))
    assert_stops(land(warehouse), "shop_orders.csv", "column order_id twice")


def test_all_problems_come_in_one_message_and_nothing_is_changed(warehouse):
    warehouse.write("shop_accounts.csv", "id\n1\n")
    warehouse.write("shop_orders.parquet", b"")
    warehouse.write("web_events.parquet", b"no")
    assert_stops(land(warehouse), "account_id", "shop_orders: ", "web_events: ")
    assert warehouse.query(
        "select count(*) from duckdb_tables() where table_name like 'shop%'"
    ) == [(0,)]


# What is said


def test_files_of_no_table_are_named_and_truth_is_not(warehouse):
    warehouse.write("shop_order.csv", ORDER)
    warehouse.write("shop_orders.csv", ORDER)
    warehouse.write("shop_orders.xlsx", b"x")
    warehouse.write("truth/people.csv", "person\n1\n")
    warehouse.write("README.md", "mine")
    run = land(warehouse)
    assert run.success
    assert "shop_order.csv (nearest raw table: shop_orders)" in run.log
    assert "shop_orders.xlsx" in run.log
    assert "people" not in run.log and "README" not in run.log


def test_folders_with_odd_names(warehouse):
    warehouse.raw = warehouse.folder / "l'été [2025] * 1"
    warehouse.write("shop_orders.csv", ORDER)
    warehouse.write(
        "web_events/a [1].parquet",
        "select 1 as event_id, 'v' as "
        "visitor_id, 'x' as event_name, now() as occurred_at",
    )
    run = warehouse.dbt("run", "--select", "stg_shop__orders", "stg_web__events")
    assert run.success, run.log
    assert orders(warehouse) == [("1",)]
    assert warehouse.query("select event_id from staging.stg_web__events") == [("1",)]


def test_linked_files_and_folders_are_input(warehouse):
    elsewhere = warehouse.raw
    warehouse.raw = warehouse.folder / "linked"
    (warehouse.raw / "web_events").mkdir(parents=True)
    event = "select 1 as event_id, 2 as visitor_id, 'x' as event_name, 3 as occurred_at"
    for link, name, content in [
        ("shop_orders.csv", "orders.csv", ORDER),
        ("shop_accounts", "accounts/a.parquet", "select 1 as account_id"),
        ("web_events/2025", "2025/b/c.parquet", event),
    ]:
        path = elsewhere / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".csv":
            path.write_text(content)
        else:
            duckdb.execute(f"copy ({content}) to '{path}'")
        target = elsewhere / name.split("/")[0]
        (warehouse.raw / link).symlink_to(target)
    run = land(warehouse)
    assert run.success, run.log
    assert "3 landed" in run.log
    assert orders(warehouse) == [("1",)]


def test_a_raw_folder_relative_to_the_project(warehouse, tmp_path, monkeypatch):
    """`data/...` is relative to the project, wherever dbt is called."""
    monkeypatch.chdir(tmp_path)
    run = land(warehouse, STRATA_RAW_DIR="no/such/folder")
    root = warehouse.manifest.metadata.project_name
    assert root == "strata"
    assert_stops(run, "/no/such/folder does not exist")
    assert str(tmp_path) not in run.log.replace(str(warehouse.folder), "")


# Every column of every table


def test_every_typed_column_that_does_not_cast_is_named(warehouse):
    """Every staging model lists all its columns in `uncast_columns`."""
    sources = {
        source.name: source
        for source in warehouse.manifest.sources.values()
        if source.source_name not in ("landing", "state")
    }
    for name, source in sources.items():
        warehouse.write(f"{name}.csv", {column: ["?"] for column in source.columns})
    run = warehouse.dbt(
        "build", "--select", "staging", "--exclude-resource-type", "unit_test"
    )
    assert run.success, run.log
    for node in warehouse.manifest.nodes.values():
        if not node.name.startswith("stg_") or node.resource_type != "model":
            continue
        if node.name.startswith(("stg_landing", "stg_state")):
            continue
        types = {c.name: c.data_type for c in node.columns.values()}
        built = dict(
            warehouse.query(
                "select column_name, lower(data_type) from duckdb_columns() "
                f"where table_name = '{node.name}'"
            )
        )
        assert built == {c: t.replace(", ", ",") for c, t in types.items()}
        ((uncast,),) = warehouse.query(
            f"select uncast_columns from staging.{node.name}"
        )
        typed = {f"{c}: ?" for c, t in types.items() if not t.startswith("varchar")}
        assert set(uncast) == typed, node.name


def test_unchanged_input_is_landed_quickly(warehouse):
    with duckdb.connect() as connection:
        for part in range(200):
            path = warehouse.raw / f"shop_orders/{part}.parquet"
            path.parent.mkdir(exist_ok=True)
            connection.execute(f"copy ({TYPED}) to '{path}'")
    assert land(warehouse).success
    assert "0 landed, 19 unchanged" in land(warehouse).log
