"""Values of the operator are checked before anything is built."""

import json
import re

import pytest
from conftest import ROOT

WRONG = {
    "period": ("week", "one of month, days"),
    "period_days": (30.5, "a whole number from 1 to 366"),
    "history_periods": (0, "a whole number from 1 to 120"),
    "horizon_days": ("90 days", "a whole number from 1 to 730"),
    "retrain_periods": (-1, "a whole number from 0 to 120"),
    "rfm_bins": (11, "a whole number from 2 to 10"),
    "min_k": (True, "a whole number from 2 to 100"),
    "sample_size": ("1e5", "a whole number from 100 to 1000000"),
    "min_segment_share": ("nan", "a number from 0 to 1, such as 0.01"),
    "reporting_currency": ("eur", "three capital letters, such as EUR"),
    "default_country": ("F' or 'F", "two capital letters, such as FR"),
    "as_of_date": (
        "9999-12-31",
        "a date from 1990-01-01 to 2100-12-31, written like 2026-01-31",
    ),
    "reporting_timezone": ("Europe/Pari's", "a name such as Europe/Paris or UTC"),
}


def started(warehouse, **values):
    """Run the hooks and one small model."""
    return warehouse.dbt(
        "run", "--select", "stg_shop__orders", "--vars", json.dumps(values)
    )


def test_one_message_names_every_wrong_value_and_its_range(warehouse):
    run = started(warehouse, **{name: value for name, (value, _) in WRONG.items()})
    assert not run.success
    for name, (value, allowed) in WRONG.items():
        assert f"var {name} is '{value}': use {allowed}" in run.log
    assert not run.results
    schemas = warehouse.query("select schema_name from duckdb_schemas()")
    assert ("raw",) not in schemas


@pytest.mark.parametrize("date", ["2025-02-30", "2026-1-31", "today", "1899-12-31"])
def test_what_is_no_scoring_date(warehouse, date):
    run = started(warehouse, as_of_date=date)
    assert f"var as_of_date is '{date}'" in run.log
    assert len(set(re.findall("- var .*", run.log))) == 1


def test_values_at_the_ends_of_their_ranges(warehouse):
    run = started(
        warehouse,
        period="days",
        period_days=366,
        history_periods=1,
        min_k=2,
        max_k=2,
        min_segment_share=0.0,
        as_of_date="2100-12-31",
        reporting_timezone="UTC",
        default_country="BE",
    )
    assert run.success, run.log


def test_no_var_is_put_into_sql_as_a_text_without_escaping():
    """Hooks check vars, but `dbt show` and `dbt compile` run none."""
    quoted = re.compile(r"'[^'{}\n]*\{\{ *var\([^)]*\)(?! *\| *(string|replace))")
    folders = ("models", "macros", "snapshots", "tests/generic", "tests/singular")
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.sql"))
        for match in quoted.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == [], "use text_of_var()"
