"""The harness, the build and the reference script on a small input, end to end."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]


def bench(*arguments: str | Path) -> subprocess.CompletedProcess:
    """Run a module of the bench from the project's root, where it lives."""
    return subprocess.run(
        [sys.executable, "-m", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def report(folder) -> dict:
    run = bench("bench.run", "--customers", "1000", "--seed", "7", "--dir", folder)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])


def test_last_line_has_all_figures(report):
    measured = [
        *("run_s", "test_s", "wall_s", "cpu_s", "peak_mb", "database_mb"),
        *("raw_rows", "raw_bytes"),
        *("reference_wall_s", "reference_peak_mb", "ratio_wall", "ratio_peak"),
        *("compared_s", "ratio_compared"),
    ]
    assert all(report[name] > 0 for name in measured), report
    assert report["compared_s"] < report["run_s"] < report["wall_s"]
    assert len(report["top_nodes"]) == 15
    layers = {"staging", "quality", "identity", "as_of", "features", "learning"}
    assert layers | {"scoring", "marts", "seeds", "tests"} <= set(report["layers"])


def test_build_and_reference_make_the_same(report, folder):
    run = folder / "run"
    compared = bench("bench.compare", run / "strata.duckdb", run / "reference")
    assert (compared.returncode, compared.stdout) == (0, "equal\n"), compared.stdout


def test_a_difference_is_found(report, folder):
    run = folder / "run"
    path = sorted((run / "reference" / "fct_customer_features").glob("*.parquet"))[-1]
    original = path.read_bytes()
    features = pd.read_parquet(path)
    features.loc[features["order_count"].idxmax(), "order_count"] += 1
    features.to_parquet(path)
    compared = bench("bench.compare", run / "strata.duckdb", run / "reference")
    path.write_bytes(original)
    assert compared.returncode == 1
    assert "order_count" in compared.stdout


def test_a_different_permission_is_found(report, folder):
    run = folder / "run"
    path = run / "reference" / "customer_permissions.parquet"
    original = path.read_bytes()
    permissions = pd.read_parquet(path)
    permissions.loc[5, "is_permitted"] = not permissions.loc[5, "is_permitted"]
    permissions.to_parquet(path)
    compared = bench("bench.compare", run / "strata.duckdb", run / "reference")
    path.write_bytes(original)
    assert compared.returncode == 1
    assert "int_customer_permissions" in compared.stdout


def test_a_failing_build_is_told(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "shop_orders.csv").write_text("order_id,ordered_at\n1,2025-01-01\n")
    run = bench("bench.run", "--data", raw, "--dir", tmp_path / "out")
    assert run.returncode == 1
    assert "dbt build failed" in run.stderr
    assert "total_amount" in run.stderr
    assert run.stdout == ""
