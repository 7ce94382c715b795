"""Public data beside the repository, for tests that measure quality."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def shared_file(name: str) -> Path:
    """Path of a public data file; the test is skipped if it is missing.

    The folder is the one named in STRATA_BENCH_DATA, or shared/data beside the
    repository.
    """
    folder = Path(os.environ.get("STRATA_BENCH_DATA") or ROOT.parent / "shared/data")
    path = folder / name
    if not path.is_file():
        pytest.skip(f"There is no {path}: name the folder in STRATA_BENCH_DATA.")
    return path
