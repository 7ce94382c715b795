"""A state folder is whole after a kill at any step, or says what is wrong."""

import os
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from strata.state_folder import (
    MANIFEST,
    OLD_ORIGIN,
    READY,
    State,
    StateFolderError,
    begin,
    commit,
    damage_of,
    open_state,
    prepare,
)

FIRST = {"ids": b"ids of the first run", "people": b"people of the first run"}
SECOND = {"ids": b"ids of the second run, and more", "changes": b"changes"}
AFTERWARDS = FIRST | SECOND
ORIGIN, LATER_ORIGIN = (
    {"fingerprint": "f", "input": "/shop/raw"},
    {"fingerprint": "f", "input": "/moved/raw"},
)
# What changes a folder. A kill may come before any of them.
STEPS = [
    (Path, "mkdir"),
    (Path, "rename"),
    (Path, "replace"),
    (Path, "rmdir"),
    (Path, "unlink"),
    (Path, "write_text"),
    (Path, "write_bytes"),
    (os, "fsync"),
    (shutil, "rmtree"),
]


class KilledError(BaseException):
    """The process ends here."""


@contextmanager
def killed_before(step, monkeypatch):
    """Kill at the given step. Yields a list that has an item if it came so far."""
    taken, killed = [], []
    with monkeypatch.context() as patch:
        for place, name in STEPS:
            real = getattr(place, name)

            def counted(*arguments, real=real, **options):
                taken.append(real)
                if len(taken) > step:
                    killed.append(real)
                    raise KilledError
                return real(*arguments, **options)

            patch.setattr(place, name, counted)
        with suppress(KilledError):
            yield killed


def write(folder, parts, origin=ORIGIN):
    writing = begin(folder)
    for name, content in parts.items():
        (writing / f"{name}.parquet").write_bytes(content)
    commit(folder, origin, dict.fromkeys(parts, 1))


def held(folder):
    """What is in the folder, which must be whole."""
    state = open_state(folder)
    assert (state.damaged, state.problem) == ({}, "")
    assert [damage_of(folder, name) for name in state.parts] == [""] * len(state.parts)
    left = {path.name for path in folder.iterdir()} if folder.exists() else set()
    assert left <= {MANIFEST, *(f"{name}.parquet" for name in state.parts)}
    return {
        name: (folder / f"{name}.parquet").read_bytes() for name in state.parts
    }, state.origin


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "strata.state"
    prepare(folder)
    return folder


def test_what_is_written_is_held(folder):
    assert held(folder) == ({}, {})
    write(folder, FIRST)
    assert held(folder) == (FIRST, ORIGIN)
    write(folder, SECOND, LATER_ORIGIN)
    assert held(folder) == (AFTERWARDS, LATER_ORIGIN)


@pytest.mark.parametrize("before", [{}, FIRST])
def test_a_kill_at_any_step_leaves_the_state_of_before_or_the_new_one(
    before, tmp_path, monkeypatch
):
    outcomes = []
    for step in range(100):
        folder = tmp_path / str(step)
        folder.mkdir()
        if before:
            write(folder, before)
        with killed_before(step, monkeypatch) as killed:
            write(folder, SECOND, LATER_ORIGIN)
        for again in range(100):
            # The run after it may be killed, too, while it recovers.
            recovering = tmp_path / f"{step}-{again}"
            shutil.copytree(folder, recovering)
            with killed_before(again, monkeypatch) as killed_again:
                open_state(recovering)
            found = held(recovering)
            assert found in [
                (before, ORIGIN if before else {}),
                (before | SECOND, LATER_ORIGIN),
            ]
            if not killed_again:
                break
        outcomes.append(found[0] == before | SECOND)
        write(recovering, FIRST)
        assert held(recovering)[0].items() >= FIRST.items()
        if not killed:
            break
    # Early kills leave the state of before, late ones the new one.
    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {False, True}
    assert len(outcomes) > 10


def test_a_first_export_that_was_torn_is_no_state(folder):
    (begin(folder) / "ids.parquet").write_bytes(b"PAR1 and no end")
    assert open_state(folder) == State()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda path: path.unlink(), "it is missing"),
        (lambda path: path.write_bytes(b"short"), "it has 5 bytes instead of 20"),
        (
            lambda path: path.write_bytes(FIRST["ids"][::-1]),
            "its content is not what was written",
        ),
    ],
)
def test_a_damaged_part_is_named_with_the_reason(folder, damage, reason):
    write(folder, FIRST)
    damage(folder / "ids.parquet")
    assert damage_of(folder, "ids") == reason
    assert damage_of(folder, "people") == ""
    state = open_state(folder)
    # Hashes are compared only for what is read.
    assert state.damaged == ({"ids": reason} if "content" not in reason else {})
    # A run that holds the table writes it again, and keeps what is whole.
    write(folder, {"ids": b"again"})
    assert held(folder) == ({"ids": b"again", "people": FIRST["people"]}, ORIGIN)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"origin": {}, "parts": {}}'])
def test_a_manifest_that_cannot_be_read_is_a_problem_until_it_is_written(
    folder, content
):
    write(folder, FIRST)
    (folder / MANIFEST).write_text(content)
    assert open_state(folder) == State(problem="manifest.json cannot be read")
    write(folder, FIRST)
    assert held(folder) == (FIRST, ORIGIN)


def test_a_ready_state_without_a_readable_manifest_is_a_problem(folder):
    write(folder, FIRST)
    (folder / READY).mkdir()
    (folder / READY / MANIFEST).write_text("{")
    assert open_state(folder).problem == "manifest.json cannot be read"
    write(folder, FIRST)
    assert held(folder) == (FIRST, ORIGIN)


class TestWithoutManifest:
    """What an earlier version has written."""

    @pytest.fixture
    def old(self, folder):
        (folder / OLD_ORIGIN).write_text("fingerprint,input\nf,/shop/raw\n")
        for name in FIRST:
            (folder / f"{name}.parquet").write_bytes(b"PAR1" + FIRST[name] + b"PAR1")
        return folder

    def test_it_is_read_and_replaced(self, old):
        assert open_state(old) == State(origin=ORIGIN, parts=["ids", "people"])
        write(old, SECOND)
        found, origin = held(old)
        assert found == {
            "changes": SECOND["changes"],
            "ids": SECOND["ids"],
            "people": b"PAR1people of the first runPAR1",
        }
        assert origin == ORIGIN

    def test_a_torn_part_is_damaged(self, old):
        (old / "ids.parquet").write_bytes(b"PAR1 and no end")
        assert open_state(old).damaged == {"ids": "it is not a whole Parquet file"}
        assert damage_of(old, "ids") == "it is not a whole Parquet file"

    @pytest.mark.parametrize("content", ["", "fingerprint,input\n", "\x00"])
    def test_an_origin_that_cannot_be_read(self, old, content):
        """It blocks no run unless there are parts that it would be the origin of."""
        (old / OLD_ORIGIN).write_text(content)
        assert "origin_0.csv" in open_state(old).problem
        for name in FIRST:
            (old / f"{name}.parquet").unlink()
        assert open_state(old) == State()


def test_a_folder_is_created_but_not_its_parents(tmp_path):
    prepare(tmp_path / "strata.state")
    (tmp_path / "strata.state").chmod(0o755)
    prepare(tmp_path / "strata.state")
    assert oct((tmp_path / "strata.state").stat().st_mode & 0o777) == "0o700"
    with pytest.raises(StateFolderError, match="No such file"):
        prepare(tmp_path / "missing" / "strata.state")
    (tmp_path / "file").touch()
    with pytest.raises(StateFolderError):
        prepare(tmp_path / "file")
