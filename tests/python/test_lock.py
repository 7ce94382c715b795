"""The lock names each file that pip may install by its hash, and no index."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKED = re.findall(
    r"^([a-z0-9][a-z0-9.-]*)==(\S+) \\\n"
    r"((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)",
    LOCK,
    re.MULTILINE,
)


def test_the_lock_is_made_of_versions_with_hashes_only():
    lines = [line for line in LOCK.splitlines() if not line.startswith("#")]
    hashes = sum(hashes.count("--hash=") for *_, hashes in LOCKED)
    assert len(lines) == len(LOCKED) + hashes
    assert len({name for name, *_ in LOCKED}) == len(LOCKED)


def test_the_lock_has_what_the_project_declares():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.match(r"[A-Za-z0-9-]+", each).group().lower() for each in declared}
    assert names <= {name for name, *_ in LOCKED}


def test_a_compiled_package_has_the_files_of_every_platform():
    """One of Linux on two processors, macOS and three versions of Python at least."""
    hashes = {name: hashes.count("--hash=") for name, _, hashes in LOCKED}
    for name in ("duckdb", "numpy", "pandas", "pyarrow", "scikit-learn", "scipy"):
        assert hashes[name] >= 9, name


def test_make_installs_nothing_without_a_hash():
    install = (ROOT / "Makefile").read_text().split("$(INSTALLED):")[1].split("\n\n")[0]
    first, second = install.split("pip install")[1:]
    assert "--require-hashes -r requirements.lock" in first
    # The project itself: what builds it is in the lock.
    assert "--no-build-isolation --editable ." in second
