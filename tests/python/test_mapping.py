"""`strata map` reads any export in a fixed dialect and adds to the raw tables."""

import gzip
from pathlib import Path

import duckdb
import pytest
from command import strata

from strata.project import find_project, raw_tables

ROOT = Path(__file__).parents[2]
ONLINE_RETAIL = ROOT / "examples/online_retail/mapping.sql"

# Every column of the source, so that a test can look at what was read.
EVERYTHING = "create view shop_orders as select * from source"


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
        f"{out / 'shop_accounts/mapping-it_s_mine.parquet'}: 1 rows",
        f"{out / 'shop_orders/mapping-it_s_mine.parquet'}: 2 rows",
    ]
    # Every column of a csv is text, so a number keeps its leading zeros.
    orders = duckdb.sql(f"from '{out}/shop_orders/*.parquet' order by all").fetchall()
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
                f"select columns(*)::varchar from '{out}/{table}/*.parquet' "
                "order by all"
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


@pytest.fixture
def read(tmp_path):
    """Return a function that maps a source of some bytes to its rows, as text."""

    def rows(content, *options, name="source.csv"):
        source, script = tmp_path / name, tmp_path / "everything.sql"
        if content is not None:
            source.write_bytes(
                content if isinstance(content, bytes) else content.encode()
            )
        script.write_text(EVERYTHING)
        out = tmp_path / "raw"
        strata("map", script, "--source", source, "--out", out, *options)
        return duckdb.sql(f"from '{out}/shop_orders/*.parquet'").fetchall()

    return rows


class TestTheDialectIsFixed:
    """Nothing is guessed from the rows: each of these misleads a csv sniffer."""

    @pytest.mark.parametrize("mark", ["#", "//", "--", ";", "%"])
    def test_no_line_is_a_comment(self, read, mark):
        content = f"id,town\nA1,\n{mark}2,Lyon\nA3,\n{mark}4,Nice\n"
        assert [row[0] for row in read(content)] == ["A1", f"{mark}2", "A3", f"{mark}4"]

    def test_a_quote_may_come_late(self, read):
        plain = "".join(f"{number},note\n" for number in range(25_000))
        content = f'id,note\n{plain}last,"says ""hi"", twice"\n'
        assert read(content)[-1] == ("last", 'says "hi", twice')

    def test_the_header_is_a_header_though_all_is_text(self, read):
        assert read("id,town\nA1,Lyon\n") == [("A1", "Lyon")]

    def test_numbers_and_dates_stay_text(self, read):
        assert read("id,day,n\n007,01/02/2024,1e3\n") == [("007", "01/02/2024", "1e3")]

    def test_a_quoted_line_break_is_part_of_its_value(self, read):
        assert read('id,note\n1,"two\nlines"\n') == [("1", "two\nlines")]

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_the_header_determines_the_delimiter(self, read, delimiter):
        content = f"id{delimiter}town\n1{delimiter}a, b; c; d | e | f\n"
        if delimiter in ",;|":
            content = f'id{delimiter}town\n1{delimiter}"a, b; c; d | e | f"\n'
        assert read(content) == [("1", "a, b; c; d | e | f")]

    def test_a_separator_in_a_quoted_header_is_part_of_the_name(self, read, tmp_path):
        assert read('"id","a; b; c; d"\n1,2\n') == [("1", "2")]
        (written,) = (tmp_path / "raw/shop_orders").iterdir()
        assert duckdb.sql(f"from '{written}'").columns == ["id", "a; b; c; d"]

    def test_an_empty_value_is_null(self, read):
        assert read('id,a,b\n1,,""\n') == [("1", None, None)]

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_line_ends(self, read, end):
        assert read(f"id,a{end}1,x{end}") == [("1", "x")]


class TestEncodings:
    def test_a_byte_order_mark_is_no_part_of_the_header(self, read, tmp_path):
        assert read(b"\xef\xbb\xbfid,a\n1,\xc3\xa9\n") == [("1", "é")]
        (written,) = (tmp_path / "raw/shop_orders").iterdir()
        assert duckdb.sql(f"from '{written}'").columns == ["id", "a"]

    @pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp1250"])
    def test_another_encoding_is_named(self, read, encoding):
        content = "id,név\n1,Ünö\n".encode(encoding)
        assert read(content, "--encoding", encoding) == [("1", "Ünö")]

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
    def test_utf16_with_a_mark_is_recognised(self, read, encoding):
        mark = "" if encoding == "utf-16" else "\ufeff"
        assert read(f"{mark}id\ta\n1\té\n".encode(encoding)) == [("1", "é")]

    def test_single_damaged_bytes_cost_a_character_each(self, read):
        content = "id,a\n1,caf\n2,é\n".encode().replace(b"caf", b"caf\xe9")
        assert read(content, "--encoding", "utf-8") == [("1", "caf�"), ("2", "é")]


class TestSources:
    def test_the_ending_may_be_upper_case(self, read):
        assert read("id\n1\n", name="EXPORT.CSV") == [("1",)]

    def test_a_csv_may_be_compressed(self, read):
        content = gzip.compress(b"id,a\n1,x\n", mtime=0)
        assert read(content, name="export.csv.gz") == [("1", "x")]

    def test_a_folder_is_one_source_and_columns_match_by_name(self, script, tmp_path):
        folder = tmp_path / "exports"
        folder.mkdir()
        (folder / "january.csv").write_text("number,amount\n1,2\n")
        (folder / "february.CSV").write_text("amount;number\n3;4\n")
        duckdb.sql(f"copy (select '5' as number) to '{folder}/march.parquet'")
        (folder / "notes.docx").write_text("no data")
        out = tmp_path / "raw"
        result = strata("map", script, "--source", folder, "--out", out, both=True)
        assert "notes.docx" in result.stderr
        (part,) = (out / "shop_orders").iterdir()
        assert part.name == "mapping-exports.parquet"
        assert duckdb.sql(f"from '{part}' order by 1").fetchall() == [
            ("1",),
            ("4",),
            ("5",),
        ]

    def test_a_pattern_is_one_source(self, script, tmp_path):
        for name in ("2024-01", "2024-02", "2023-12"):
            (tmp_path / f"{name}.csv").write_text(f"number\n{name}\n")
        out = tmp_path / "raw"
        strata("map", script, "--source", tmp_path / "2024-*.csv", "--out", out)
        rows = duckdb.sql(f"from '{out}/shop_orders/*.parquet' order by 1").fetchall()
        assert rows == [("2024-01",), ("2024-02",)]

    def test_a_name_is_no_pattern(self, read):
        assert read("id\n1\n", name="export [1]*.csv") == [("1",)]


class TestWhatIsThere:
    def test_a_second_source_adds_to_the_table(self, script, source, tmp_path):
        other, out = tmp_path / "other.csv", tmp_path / "raw"
        other.write_text("number\n009\n")
        for each in (source, other):
            strata("map", script, "--source", each, "--out", out)
        rows = duckdb.sql(f"from '{out}/shop_orders/*.parquet' order by 1").fetchall()
        assert rows == [("007",), ("008",), ("009",)]

    def test_a_second_script_adds_to_the_table(self, script, source, tmp_path):
        again, out = tmp_path / "again.sql", tmp_path / "raw"
        again.write_text(script.read_text())
        for each in (script, again):
            strata("map", each, "--source", source, "--out", out)
        assert len(duckdb.sql(f"from '{out}/shop_orders/*.parquet'")) == 4

    def test_the_same_pair_asks_for_overwrite(self, script, source, tmp_path):
        out = tmp_path / "raw"
        strata("map", script, "--source", source, "--out", out)
        source.write_text("number\n1\n")
        arguments = ("map", script, "--source", source, "--out", out)
        message = strata(*arguments, exit_code=1)
        assert "--overwrite" in message
        assert len(duckdb.sql(f"from '{out}/shop_orders/*.parquet'")) == 2
        strata(*arguments, "--overwrite")
        rows = duckdb.sql(f"from '{out}/shop_orders/*.parquet'").fetchall()
        assert rows == [("1",)]

    def test_overwriting_removes_what_the_script_no_longer_creates(
        self, script, source, tmp_path
    ):
        out = tmp_path / "raw"
        strata("map", script, "--source", source, "--out", out)
        script.write_text(
            "create view shop_orders as select number as order_id from source"
        )
        arguments = ("map", script, "--source", source, "--out", out, "--overwrite")
        assert "shop_accounts" in strata(*arguments, both=True).stderr
        assert not list(out.glob("shop_accounts/*"))

    @pytest.mark.parametrize("kind", ["csv", "parquet"])
    def test_a_file_of_the_table_is_not_joined_by_a_folder(
        self, script, source, tmp_path, kind
    ):
        out = tmp_path / "raw"
        out.mkdir()
        (out / f"shop_orders.{kind}").write_text("order_id\n1\n")
        message = strata("map", script, "--source", source, "--out", out, exit_code=1)
        assert f"shop_orders.{kind}" in message
        assert not list(out.glob("*/*"))


class TestTheContract:
    def test_a_helper_view_is_not_written(self, source, tmp_path):
        script, out = tmp_path / "mapping.sql", tmp_path / "raw"
        script.write_text(
            "create view lines as select number from source;"
            "create table numbers as from lines;"
            "create view shop_orders as select number as order_id from numbers;"
        )
        strata("map", script, "--source", source, "--out", out)
        assert [path.name for path in out.iterdir()] == ["shop_orders"]

    @pytest.mark.parametrize(
        ("sql", "words"),
        [
            ("create view shop_order as from source", ["shop_order,", "shop_orders"]),
            ("create view orders_lines as from source", ["shop_order_lines"]),
            (
                "create view shop_orders as select number as oder_id from source",
                ["oder_id", "order_id"],
            ),
            (
                "create view web_events as select number as visitorid from source",
                ["visitorid", "visitor_id"],
            ),
        ],
    )
    def test_a_misspelt_name_is_told_the_nearest(self, source, tmp_path, sql, words):
        script, out = tmp_path / "mapping.sql", tmp_path / "raw"
        script.write_text(sql)
        message = strata("map", script, "--source", source, "--out", out, exit_code=1)
        assert all(word in message for word in words)
        assert not out.exists()

    def test_other_columns_are_named_for_the_build_does_not_read_them(
        self, source, tmp_path
    ):
        script, out = tmp_path / "mapping.sql", tmp_path / "raw"
        script.write_text(
            "create view shop_orders as "
            "select number as order_id, 1 as weather from source"
        )
        result = strata("map", script, "--source", source, "--out", out, both=True)
        assert "weather" in result.stderr
        assert "ordered_at, total_amount" in result.stderr

    def test_it_is_the_one_of_the_sources(self):
        tables = raw_tables(find_project(ROOT))
        assert {"shop_orders", "crm_leads", "geo_communes"} <= set(tables)
        assert not {"raw_rejects", "rows_erased"} & set(tables)
        assert tables["shop_order_lines"].required == ("order_id", "line_number")
        for table in tables.values():
            assert list(ROOT.glob(f"models/staging/*/{table.staging}.sql"))


class TestLinesThatCannotBeRead:
    def test_they_are_kept_and_counted(self, script, tmp_path):
        source, out = tmp_path / "orders.csv", tmp_path / "raw"
        source.write_text("number,amount\n1,2\n3,4,5\n6\n7,8\n")
        result = strata("map", script, "--source", source, "--out", out, both=True)
        assert len(duckdb.sql(f"from '{out}/shop_orders/*.parquet'")) == 2
        assert "2 line(s) cannot be read" in result.stderr
        assert "line 3" in result.stderr
        assert "3,4,5" not in result.stderr
        kept = out / "_rejects/mapping-orders.csv"
        assert "3,4,5" in kept.read_text()

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"number\n" + b"1\n" * 9999 + b"caf\xe9\n", ["line 10001", "--encoding"]),
            ("number,a\n1,café\n".encode("cp1252"), ["not UTF-8", "--encoding"]),
            ("numéro,a\n1,b\n".encode("cp1252"), ["not UTF-8", "--encoding"]),
            (b'number,a\n1,"open\n2,b\n3,c\n', ["line 2", "never closed"]),
            (b'number,"a\n1,2\n', ["header", "quote"]),
            (b"", ["no header"]),
            (b"number\0a\n1,2\n", ["is no csv"]),
            (b"PK\x03\x04" + bytes(99), ["workbook or an archive"]),
            (gzip.compress(b"number\n1\n", mtime=0), [".gz"]),
            (b"\n1,2\n", ["no header"]),
        ],
    )
    def test_what_stops_with_a_word(self, script, tmp_path, content, words):
        source, out = tmp_path / "orders.csv", tmp_path / "raw"
        source.write_bytes(content)
        message = strata("map", script, "--source", source, "--out", out, exit_code=1)
        assert all(word in message for word in words)
        assert not out.exists()

    def test_a_compressed_file_that_is_cut_off(self, script, tmp_path):
        source = tmp_path / "orders.csv.gz"
        source.write_bytes(
            gzip.compress(b"number,a\n" + b"1,2\n" * 9999, mtime=0)[:-20]
        )
        arguments = ("map", script, "--source", source, "--out", tmp_path / "raw")
        assert f"{source} cannot be read" in strata(*arguments, exit_code=1)

    def test_an_encoding_that_does_not_exist(self, script, source, tmp_path):
        arguments = ("map", script, "--source", source, "--out", tmp_path / "raw")
        message = strata(*arguments, "--encoding", "cp9999", exit_code=1)
        assert "There is no encoding cp9999" in message

    def test_no_value_is_shown_when_a_script_fails_on_one(self, source, tmp_path):
        script, out = tmp_path / "mapping.sql", tmp_path / "raw"
        source.write_text("number\nana@example.org\n")
        script.write_text(
            "create view shop_orders as "
            "select cast(number as integer) as order_id from source"
        )
        message = strata("map", script, "--source", source, "--out", out, exit_code=1)
        assert "does not run" in message
        assert "ana@" not in message
