"""The fuzzer damages what it says it does, and sees what is wrong."""

import copy
import csv
import random
from pathlib import Path

import pytest

from bench.damages import DAMAGES, RawFile, damaged
from bench.fuzz import Built, judged

COLUMNS = ["order_id", "account_id", "ordered_at", "total_amount"]


def orders(name: str = "shop_orders") -> RawFile:
    rows = [
        [f"o{number}", f"a{number % 9}", "2026-01-31 10:00:00", f"{number}.50"]
        for number in range(50)
    ]
    return RawFile(name, list(COLUMNS), rows)


def bytes_of(folder: Path) -> dict[str, bytes | None]:
    """Return the content of each file; None for what is no file."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def counts(**changes: int) -> dict[str, dict[str, int]]:
    """Return the counts of 50 orders, all of them clean."""
    usual = {
        "rows_in": 50,
        "rows_clean": 50,
        "rows_quarantined": 0,
        "rows_duplicate": 0,
        "rows_erased": 0,
        "rows_rejected": 0,
    }
    return {"shop_orders": {**usual, **changes}}


def test_a_seed_gives_the_same_bytes_again(tmp_path):
    for seed in range(20):
        written = []
        for time in ("once", "again"):
            folder = tmp_path / f"{seed}-{time}"
            folder.mkdir()
            tables, notes = damaged([orders(), orders("shop_accounts")], seed)
            for table in tables:
                table.write(folder)
            written.append((notes, bytes_of(folder)))
        assert written[0] == written[1], seed


@pytest.mark.parametrize("name", DAMAGES)
def test_each_damage_changes_the_input(name, tmp_path):
    usual, changed = tmp_path / "usual", tmp_path / "changed"
    for folder in (usual, changed):
        folder.mkdir()
    orders().write(usual)
    # A cut may be at the end: one seed of some must show a change.
    for seed in range(5):
        table = orders()
        DAMAGES[name](table, random.Random(seed))
        table.write(changed)
        if bytes_of(changed) != bytes_of(usual):
            return
    # Nothing but ASCII looks the same in cp1252.
    assert name == "cp1252"


def test_rows_are_those_that_are_written(tmp_path):
    for name, damage in DAMAGES.items():
        table = orders()
        damage(table, random.Random(1))
        if not table.known or table.suffix != ".csv" or table.parts:
            continue
        table.write(tmp_path)
        with (tmp_path / "shop_orders.csv").open(
            encoding=table.encoding, newline=""
        ) as file:
            read = list(csv.reader(file, delimiter=table.delimiter))
        assert len(read) - 1 == len(table.rows), name


@pytest.mark.parametrize(
    ("built", "found", "ending"),
    [
        (Built(True), counts(), "green"),
        (Built(True), counts(rows_clean=49, rows_quarantined=1), "green"),
        (Built(True), counts(rows_in=49, rows_clean=49, rows_rejected=1), "green"),
        (Built(False, ["shop_orders.csv is a zip archive."]), {}, "stopped"),
        # A row that is nowhere, in the warehouse and before it.
        (Built(True), counts(rows_clean=49), "WRONG"),
        (Built(True), counts(rows_in=49, rows_clean=49), "WRONG"),
        (Built(True), {}, "WRONG"),
        (Built(False), {}, "WRONG"),
        (Built(False, ["Binder Error: no column x"]), {}, "WRONG"),
        (Built(False, ["Traceback (most recent call last)"]), {}, "WRONG"),
        (Built(False, ["KeyError: 'x'"]), {}, "WRONG"),
    ],
)
def test_what_is_wrong_is_seen(built, found, ending):
    assert judged(built, copy.deepcopy(found), [orders()])[0] == ending


def test_rows_are_not_compared_after_damage_to_bytes():
    table = orders()
    table.known = False
    found = counts(rows_in=49, rows_clean=49)
    assert judged(Built(True), found, [table])[0] == "green"
