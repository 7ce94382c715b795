"""A raw file that was written again is noticed."""

import os

import duckdb
import pytest

from strata.landing import file_stamp

SECOND = 1_700_000_000 * 10**9


def written(path, content, nanoseconds):
    path.write_text(content)
    os.utime(path, ns=(nanoseconds, nanoseconds))
    return file_stamp(path)


def test_a_change_within_a_second_and_of_the_same_size(tmp_path):
    path = tmp_path / "shop_orders.csv"
    first = written(path, "a", SECOND)
    assert written(path, "a", SECOND) == first
    assert written(path, "b", SECOND + 10**6) != first
    # DuckDB's own time would not tell.
    (times,) = duckdb.sql(
        f"select list(distinct last_modified) from read_blob('{path}')"
    ).fetchone()
    written(path, "c", SECOND)
    assert duckdb.sql(f"select last_modified from read_blob('{path}')").fetchone() == (
        times[0],
    )


def test_another_file_with_the_time_of_the_former_one(tmp_path):
    """As `cp --preserve` and `rsync --times` write it."""
    path, other = tmp_path / "shop_orders.csv", tmp_path / "other.csv"
    first = written(path, "a", SECOND)
    written(other, "b", SECOND)
    other.replace(path)
    assert file_stamp(path) != first


@pytest.mark.parametrize("size", [0, 3])
def test_the_size(tmp_path, size):
    path = tmp_path / "shop_orders.csv"
    assert written(path, "x" * size, SECOND).startswith(f"{size} ")


def test_a_missing_file_has_none(tmp_path):
    assert file_stamp(tmp_path / "missing") == ""
