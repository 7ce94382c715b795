"""The bench reads the right figures, and the reference script casts like SQL."""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

BENCH = Path(__file__).parents[2] / "bench"


def load(name: str):
    """Import a module of the bench, which is not part of the installed package."""
    spec = importlib.util.spec_from_file_location(f"bench_{name}", BENCH / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look up their module.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


measure = load("measure")
timings = load("timings")
reference = load("reference")


@pytest.mark.parametrize(
    ("run", "test", "shares"),
    [
        ([], [], (0, 0)),
        ([(1, 3)], [], (2, 0)),
        ([(0, 2), (1, 3), (5, 6)], [], (4, 0)),
        ([(0, 10), (2, 3), (9, 11)], [], (11, 0)),
        ([(4, 5), (0, 1)], [(1, 2)], (2, 1)),
        ([(0, 4)], [(2, 6)], (3, 3)),
        ([(0, 3), (0, 3)], [(0, 3)], (2, 1)),
        ([(0, 2)], [(2, 2)], (2, 0)),
    ],
)
def test_a_second_counts_once_and_is_divided_among_what_ran(run, test, shares):
    found = timings.shared_time({"run": run, "test": test})
    assert (found["run"], found["test"]) == pytest.approx(shares)


def result(unique_id: str, start: int, end: int, status: str = "success") -> dict:
    return {
        "unique_id": unique_id,
        "status": status,
        "message": "first\nsecond",
        "execution_time": float(end - start),
        "timing": [
            {
                "name": "execute",
                "started_at": f"2026-01-01T00:00:{start:02d}.000000Z",
                "completed_at": f"2026-01-01T00:00:{end:02d}.000000Z",
            }
        ],
    }


@pytest.fixture
def target(tmp_path):
    results = [
        result("operation.strata.strata-on-run-start-0", 0, 1),
        result("seed.strata.rates", 1, 2),
        result("model.strata.stg_shop__orders", 2, 4),
        result("model.strata.int_rfm", 3, 6),
        result("test.strata.unique_orders.1", 5, 8, status="fail"),
    ]
    fqn = {
        "model.strata.stg_shop__orders": ["strata", "staging", "shop", "stg_shop"],
        "model.strata.int_rfm": ["strata", "intermediate", "scoring", "int_rfm"],
    }
    nodes = {unique_id: {"fqn": names} for unique_id, names in fqn.items()}
    parents = {
        "model.strata.int_rfm": ["model.strata.stg_shop__orders", "seed.strata.rates"],
        "model.strata.stg_shop__orders": ["source.strata.shop.shop_orders"],
    }
    (tmp_path / "run_results.json").write_text(json.dumps({"results": results}))
    (tmp_path / "manifest.json").write_text(
        json.dumps({"nodes": nodes, "parent_map": parents})
    )
    return tmp_path


def test_seconds_are_those_in_which_models_or_tests_ran(target):
    found = timings.read_timings(target, top=2)
    assert (found["run_s"], found["test_s"]) == (5.5, 2.5)
    assert found["layers"] == {
        **{"scoring": 3, "tests": 3, "staging": 2},
        **{"landing": 1, "seeds": 1},
    }
    assert found["top_nodes"] == {"int_rfm": 3, "unique_orders.1": 3}
    assert found["nodes"] == {"models": 2, "operations": 1, "seeds": 1, "tests": 1}


@pytest.mark.parametrize(
    ("layer", "seconds"), [("scoring", 3), ("staging", 2), ("identity", 0)]
)
def test_a_layer_takes_the_time_in_which_its_nodes_run(target, layer, seconds):
    assert timings.layer_time(target, layer) == seconds


@pytest.mark.parametrize(
    ("outputs", "apart", "seconds"),
    [
        # Includes the landing; from 3 to 4 two models run, from 5 to 6 a model and a
        # test.
        (["int_rfm"], [], 5.5),
        (["int_rfm"], ["stg_shop__orders"], 1 + 1 + 2),
        (["stg_shop__orders"], [], 1 + 1.5),
    ],
)
def test_models_take_the_time_of_what_they_are_made_from(
    target, outputs, apart, seconds
):
    assert timings.time_of(target, outputs, apart) == seconds


def test_a_model_that_is_not_there_has_no_time(target):
    with pytest.raises(KeyError, match="int_gone"):
        timings.time_of(target, ["int_gone"], [])


def test_failing_nodes_are_named_with_their_message(target):
    assert timings.failing_nodes(target) == [
        "test.strata.unique_orders.1: fail: first | second"
    ]


def test_nothing_failed_where_nothing_ran(tmp_path):
    assert timings.failing_nodes(tmp_path) == []


def test_memory_of_children_is_measured(tmp_path):
    script = tmp_path / "child.py"
    script.write_text("import time; data = bytearray(10 ** 8); time.sleep(0.5)")
    parent = (
        f"import subprocess, sys; subprocess.run([sys.executable, {str(script)!r}])"
    )
    log = tmp_path / "log"
    measured = measure.run_measured([sys.executable, "-c", parent], log)
    assert measured.returncode == 0
    assert measured.peak_mb > 100
    assert measured.wall_s >= 0.5


def test_exit_status_and_output_are_kept(tmp_path):
    command = [sys.executable, "-c", "print('why'); raise SystemExit(3)"]
    measured = measure.run_measured(command, tmp_path / "log")
    assert measured.returncode == 3
    assert (tmp_path / "log").read_text() == "why\n"


def chunked(values: list) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.string())])


def test_reference_reads_money_as_whole_cents():
    texts = ["1.25", " 1,25 ", "1,234", "1234,567", "-3", "x", "", None, "0.005"]
    cents = reference.CASTS["money"](chunked(texts)).tolist()
    expected = [125, 125, None, 123457, -300, None, None, None, 1]
    assert [None if np.isnan(cent) else cent for cent in cents] == expected


def test_reference_reads_timestamps_as_sql_does():
    times = reference.CASTS["timestamp"](
        chunked(
            [
                "2025-01-01 00:30:00+02:00",
                "2025-01-01T00:30:00Z",
                "2025-01-01 12:00:00",
                "2025-07-01 12:00:00",
                "2025-07-01",
                "31/12/2025 10:00:00",
                "nonsense",
                None,
            ]
        )
    )
    expected = [
        *("2024-12-31 22:30", "2025-01-01 00:30", "2025-01-01 11:00"),
        *("2025-07-01 10:00", "2025-06-30 22:00", "2025-12-31 09:00", None, None),
    ]
    assert times.tolist() == pd.to_datetime(pd.Series(expected)).tolist()


def test_reference_rounds_converted_amounts_half_away_from_zero():
    # 0.01 at 1.00005000 is 0.0100005 and rounds to 0.0100; 1.00 at it is 1.00005.
    rate = np.full(3, 100_005_000)
    assert reference.converted(np.array([1.0, 100.0, -100.0]), rate).tolist() == [
        *(100, 10001, -10001),
    ]


def test_equal_values_have_equal_scores():
    features = {
        "has_ordered": np.ones(5, dtype=bool),
        "order_count": np.ones(5),
        "days_since_last_order": np.array([1.2, 1.9, 1.0, 50.0, 400.0]),
        "order_count_730d": np.array([1.0, 1.0, 1.0, 1.0, 9.0]),
        "net_revenue_730d": np.array([5.0, 5.0, 5.0, 80.0, 90.0]),
    }
    ranges = pd.read_csv(BENCH.parent / "seeds/reference/rfm_segment_ranges.csv")
    cuts = reference.rfm_cut_points(features)
    scores = reference.rfm_scores(features, cuts, ranges)
    assert len(set(scores["recency_score"][:3])) == 1
    assert scores["frequency_score"].tolist()[:4] == [1, 1, 1, 1]
    assert scores["monetary_score"][4] == 5
