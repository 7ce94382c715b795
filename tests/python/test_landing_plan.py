"""The plan of the landing: which files are read, how, and what stops the run."""

import gzip
import json
import os

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from strata.landing import landing_plan

CONTRACT = [
    {
        "raw_table": "shop_orders",
        "columns": ["order_id", "account_id", "ordered_at"],
        "required": ["order_id", "ordered_at"],
    },
    {"raw_table": "web_events", "columns": ["event_id"], "required": ["event_id"]},
]
ORDERS = b"order_id,account_id,ordered_at\n1,a,2025-01-31\n"
# Without a time stamp, so that each worker names its tests the same.
PACKED = gzip.compress(ORDERS, mtime=0)


class Folder:
    """A raw folder and the plan for it."""

    def __init__(self, path):
        self.path = path / "raw"
        self.path.mkdir()
        self.spill = path / "x.tmp"

    def write(self, name, content=ORDERS):
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            file.write_bytes(content)
        else:
            duckdb.execute(f"copy ({content}) to '{file}' (format parquet)")
        return file

    def plan(self, objects=()):
        return json.loads(
            landing_plan(
                json.dumps(CONTRACT),
                str(self.path),
                json.dumps(list(objects)),
                str(self.spill),
            )
        )

    def table(self, *objects):
        return self.plan(objects)["tables"][0]

    def problem(self, *objects):
        (problem,) = self.table(*objects)["problems"]
        return problem


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def test_parts_of_every_kind_are_read(folder):
    folder.write("Shop_Orders/2024/a.csv")
    folder.write("Shop_Orders/2024/b.CSV", ORDERS.replace(b",", b";"))
    folder.write("Shop_Orders/c.csv.gz", PACKED)
    folder.write("Shop_Orders/d.Csv")
    folder.write(
        "Shop_Orders/e.Parquet", "select 1 as order_id, 2 as Ordered_At, 3 as other"
    )
    folder.write("Shop_Orders/_SUCCESS", b"")
    table = folder.table()
    assert (table["action"], table["problems"]) == ("csv", [])
    assert [part["file"].split("/")[-1] for part in table["parts"]] == [
        "a.csv", "b.CSV", "c.csv.gz", "d.Csv", "e.Parquet",
    ]  # fmt: skip
    assert [part["delimiter"] for part in table["parts"]] == [",", ";", ",", ",", ""]
    assert table["parts"][4]["types"]["ordered_at"] == "INTEGER"
    (copy,) = folder.spill.rglob("*.csv")
    assert copy.read_bytes() == ORDERS


def test_csv_files_of_one_layout_are_read_together(folder):
    for number in range(5):
        folder.write(f"shop_orders/{number}.csv")
    (part,) = folder.table()["parts"]
    assert len(part["files"]) == 5


def test_parquet_files_are_grouped_by_the_types_of_the_contract(folder):
    for number, columns in enumerate(
        [
            "1::double as account_id, now()::timestamp as ordered_at, 1 as x",
            "1::double as account_id, now()::timestamp as ordered_at, 'b' as y",
            "'1' as account_id, now() as ordered_at",
        ]
    ):
        folder.write(
            f"shop_orders/{number}.parquet", f"select 7 as order_id, {columns}"
        )
    table = folder.table()
    assert table["action"] == "parquet"
    assert [len(part["files"]) for part in table["parts"]] == [2, 1]
    assert table["parts"][1]["types"] == {
        "order_id": "INTEGER",
        "account_id": "VARCHAR",
        "ordered_at": "TIMESTAMP WITH TIME ZONE",
    }


def invalid_text(*values):
    """Return an array of text whose bytes are not checked."""
    array = pa.array(values, pa.binary())
    return pa.StringArray.from_buffers(len(values), *array.buffers()[1:])


@pytest.mark.parametrize("has_dictionary", [True, False])
def test_text_in_parquet_that_is_not_utf_8_is_mended_in_a_copy(folder, has_dictionary):
    for name, account in (("a", b"caf\xe9"), ("b", "café".encode())):
        file = folder.write(f"shop_orders/{name}.parquet", b"")
        pq.write_table(
            pa.table(
                {
                    "Order_ID": [1, 2],
                    "account_id": invalid_text(account, b"x"),
                    "ordered_at": ["2025-01-31", None],
                }
            ),
            file,
            use_dictionary=has_dictionary,
        )
    table = folder.table()
    assert table["action"] == "csv"
    sound, mended = table["parts"]
    assert "1 value(s)" in mended["note"] and "a.parquet" in mended["note"]
    assert "caf" not in mended["note"]
    rows = "select order_id, account_id, ordered_at from read_parquet({})"
    assert duckdb.sql(rows.format(mended["files"])).fetchall() == [
        (1, "caf�", "2025-01-31"),
        (2, "x", None),
    ]
    assert duckdb.sql(rows.format(sound["files"])).fetchone()[1] == "café"


def test_a_file_is_opened_only_if_it_is_new(folder):
    file = folder.write("shop_orders.csv")
    landed = {
        "raw_table": "shop_orders",
        "object_type": "table",
        "comment": folder.table()["mark"],
        "is_filled": True,
        "columns": ["order_id"],
    }
    assert folder.table(landed)["action"] == "keep"
    # A change that neither size nor seconds show.
    times = file.stat().st_mtime_ns
    file.write_bytes(ORDERS.replace(b"a,", b"b,"))
    os.utime(file, ns=(times, times + 1))
    assert folder.table(landed)["action"] == "csv"


def test_hives_folders_are_columns(folder):
    folder.write(
        "shop_orders/account_id=7/a.parquet", "select 1 as order_id, 2 as ordered_at"
    )
    folder.write("shop_orders/account_id=8/b.csv", b"order_id,ordered_at\n1,2\n")
    folder.write("shop_orders/account_id=8/c.csv", ORDERS)
    keyed, named, parquet = folder.table()["parts"]
    assert parquet["types"]["account_id"] == "VARCHAR"
    assert keyed["constants"] == {"account_id": "8"}
    # A column of the file itself counts.
    assert named["constants"] == {}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("shop_orders.xlsx", b"PK\x03\x04", ["save the sheet as CSV UTF-8"]),
        ("shop_orders.csv", b"PK\x03\x04", ["save it as CSV UTF-8"]),
        ("shop_orders.zip", b"PK\x03\x04", ["unpack it"]),
        ("shop_orders.csv.zip", b"PK\x03\x04", ["unpack it"]),
        ("shop_orders.txt", ORDERS, ["rename it to .csv"]),
        ("shop_orders/a.json", b"{}", ["neither .csv nor .parquet"]),
        ("shop_orders.csv.gz", ORDERS, ["cannot be read to its end"]),
        ("shop_orders.csv.gz", PACKED[:-4], ["cannot be read to its"]),
        ("shop_orders.csv", b"", ["0 bytes"]),
        ("shop_orders.parquet", b"PAR1", ["cannot be read as parquet"]),
        ("shop_orders.csv", b'order_id,"ordered_at\n1,2\n', ["header with a quote"]),
        ("shop_orders.csv", b"order_id,b\n1,2\n", ["ordered_at; found: order_id, b"]),
        ("shop_orders.csv", b"1,Ana,a@b.fr\n", ["none of its 3 columns"]),
        (b"shop_orders/caf\xe9.csv".decode(errors="surrogateescape"), ORDERS,
         ["caf\\xe9.csv has a name that is not UTF-8"]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(folder, name, content, words):
    folder.write(name, content)
    problem = folder.problem()
    assert problem.startswith("shop_orders: ")
    for word in words:
        assert word in problem
    assert "Ana" not in problem
    assert not folder.spill.exists()


def test_what_is_no_file_is_told(folder):
    (folder.path / "shop_orders.csv").symlink_to("nowhere.csv")
    assert "link to nothing" in folder.problem()
    (folder.path / "shop_orders.csv").unlink()
    os.mkfifo(folder.path / "shop_orders.csv")
    assert "named pipe" in folder.problem()
    (folder.path / "shop_orders.csv").unlink()
    (folder.path / "shop_orders").mkdir()
    assert "has no .csv or .parquet file" in folder.problem()
    # A linked folder above itself is read once.
    (folder.path / "shop_orders/again").symlink_to(folder.path / "shop_orders")
    folder.write("shop_orders/a.csv")
    (part,) = folder.table()["parts"]
    assert len(part["files"]) == 1


def test_a_part_that_cannot_be_read_stops_those_that_can(folder):
    folder.write("shop_orders/a.csv")
    folder.write("shop_orders/b.xlsx", b"PK")
    assert "b.xlsx" in folder.problem()


def test_files_of_no_table_are_named(folder):
    folder.write("shop_order.csv")
    folder.write("shop_orders.csv")
    folder.write("shop_orders.csv.bak")
    folder.write("truth/people.csv")
    folder.write("README.md")
    folder.write("archive/2024/old.csv")
    folder.write("notes/readme.txt")
    folder.write(b"caf\xe9.csv".decode(errors="surrogateescape"))
    plan = folder.plan()
    assert [name.split(" ")[0] for name in plan["unknown"]] == [
        "archive/", "caf\\xe9.csv", "shop_order.csv", "shop_orders.csv.bak",
    ]  # fmt: skip
    assert plan["tables"][0]["problems"] == []


def test_copies_of_a_killed_run_are_removed(folder):
    left = folder.spill / "landing" / "somebodys.csv"
    left.parent.mkdir(parents=True)
    left.write_bytes(ORDERS)
    folder.plan()
    assert not folder.spill.exists()
