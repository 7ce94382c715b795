"""What killed runs have spilled is deleted, and nothing that is in use."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from strata.dbt_plugin import Plugin
from strata.identity.engine import engine
from strata.spill import (
    LOCK,
    delete_abandoned,
    delete_spilled,
    spill_folder,
    temporary_folder,
)

# Spills a table, says so, and waits to be killed.
SPILLING = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("set memory_limit = '100MB'; set threads = 1; "
                   "set enable_progress_bar = false")
connection.execute("create temp table t as select md5(i::varchar) as a, "
                   "md5((-i)::varchar) as b from range(2000000) as rows (i)")
print("spilled", flush=True)
sys.stdin.read()
"""
LINKING = """
import sys
from strata.spill import temporary_folder
with temporary_folder('linking') as folder:
    (folder / "spilled").write_text("a name")
    print(folder, flush=True)
    sys.stdin.read()
"""


def started(code, *arguments, **env):
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **env},
    )
    return process, process.stdout.readline().strip()


def opened(database):
    """Open a database as dbt does."""
    plugin = Plugin(
        name="strata", plugin_config={}, credentials=SimpleNamespace(path=str(database))
    )
    plugin.update_connection_config(SimpleNamespace(path=str(database)), {})
    connection = duckdb.connect(str(database))
    plugin.configure_connection(connection)
    return connection


def test_the_next_run_deletes_what_a_killed_run_spilled(tmp_path):
    database = tmp_path / "shop.duckdb"
    process, line = started(SPILLING, database)
    assert line == "spilled"
    process.kill()
    process.communicate()
    folder = spill_folder(str(database))
    assert any(folder.iterdir())
    (folder / "notes.txt").write_text("mine")
    opened(database).close()
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_a_second_connection_of_a_process_leaves_its_spilled_files(tmp_path):
    database = tmp_path / "shop.duckdb"
    with opened(database):
        folder = spill_folder(str(database))
        folder.mkdir(exist_ok=True)
        spilled = folder / "duckdb_temp_storage_DEFAULT-0.tmp"
        spilled.write_bytes(b"in use")
        opened(database).close()
        assert spilled.exists()


def test_a_linked_folder_is_left_alone(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "duckdb_temp_storage_DEFAULT-0.tmp").write_bytes(b"another's")
    (tmp_path / "shop.duckdb.tmp").symlink_to(elsewhere)
    assert delete_spilled(tmp_path / "shop.duckdb.tmp") == 0
    assert len(list(elsewhere.iterdir())) == 1


@pytest.mark.parametrize("database", [":memory:", "md:shop", "s3://bucket/shop.duckdb"])
def test_a_database_without_a_file_has_no_folder(database):
    assert spill_folder(database) is None


def test_the_folder_of_a_killed_linkage_is_deleted_and_no_other(tmp_path):
    temporary = {"TMPDIR": str(tmp_path)}
    killed, name_killed = started(LINKING, **temporary)
    living, name_living = started(LINKING, **temporary)
    (tmp_path / "strata-linking-of-mine").mkdir()
    try:
        killed.kill()
        killed.communicate()
        assert delete_abandoned(tmp_path) == 1
        assert not Path(name_killed).exists()
        assert (Path(name_living) / "spilled").exists()
        assert (tmp_path / "strata-linking-of-mine").exists()
    finally:
        living.communicate("")
    assert not Path(name_living).exists()


def test_the_engine_spills_into_its_folder_which_is_deleted(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with engine("1GB", 1) as connection:
        (folder,) = tmp_path.iterdir()
        assert connection.sql(
            "select current_setting('temp_directory')"
        ).fetchone() == (str(folder),)
        assert (folder / LOCK).exists()
        assert delete_abandoned(tmp_path) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_deleted_after_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(ValueError, match="bad"), temporary_folder("map"):
        raise ValueError("bad")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "path",
    ["strata.duckdb.tmp/duckdb_temp_storage_DEFAULT-0.tmp", "mine.db.tmp/x", ".tmp/x"],
)
def test_git_ignores_what_is_spilled(path):
    root = Path(__file__).parents[2]
    ignored = subprocess.run(["git", "check-ignore", "--quiet", path], cwd=root)
    # 128: this is no clone.
    assert ignored.returncode in (0, 128)
