"""Environment variables out of their range stop the run and name the range."""

from types import SimpleNamespace

import pytest
from dbt_common.exceptions import DbtRuntimeError
from hypothesis import given
from hypothesis import strategies as st

from strata.dbt_plugin import Plugin
from strata.environment import (
    assert_environment_is_valid,
    environment_problems,
    is_memory_limit,
    is_whole_number,
)


@pytest.mark.parametrize(
    "value", ["4GB", "4 GB", "4gb", "4G", "4096m", "3.5GiB", "100MB", "1TB"]
)
def test_amounts_of_memory(value):
    assert is_memory_limit(value)


@pytest.mark.parametrize(
    "value",
    ["", "4", "lots", "-1GB", "80%", "99MB", "0GB", "1001TB", "4GB'; drop", "4GB\n"],
)
def test_no_amounts_of_memory(value):
    """DuckDB takes -1GB for no limit, and cannot work with next to nothing."""
    assert not is_memory_limit(value)


@given(st.integers(-10, 300))
def test_whole_numbers_of_the_range(number):
    assert is_whole_number(str(number), 1, 256) == (1 <= number <= 256)


@given(st.text())
def test_other_texts_are_no_numbers(text):
    assert not is_whole_number(text + "x", 0, 10**9)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("STRATA_THREADS", "many", "a whole number from 1 to 256"),
        ("STRATA_DUCKDB_THREADS", "0", "a whole number from 1 to 256"),
        ("STRATA_RETRAIN_PERIODS", "3.5", "a whole number from 0 to 120"),
        ("STRATA_RFM_BINS", "5 ", "a whole number from 2 to 10"),
        ("STRATA_LINKING_MEMORY_LIMIT", "-1GB", "from 100MB to 1000TB, such as 4GB"),
        ("STRATA_ALLOW_INPUT_CHANGE", "1", "use true, or leave it empty"),
    ],
)
def test_a_problem_names_the_variable_its_value_and_what_is_allowed(
    name, value, allowed
):
    (problem,) = environment_problems({name: value})
    assert problem.startswith(f"{name} is '{value}': ")
    assert allowed in problem


def test_what_is_not_set_is_no_problem():
    assert_environment_is_valid({"STRATA_MEMORY_LIMIT": "2GB", "HOME": "/"})


def test_dbt_stops_before_it_opens_the_database(tmp_path, monkeypatch):
    monkeypatch.setenv("STRATA_MEMORY_LIMIT", "lots")
    monkeypatch.setenv("STRATA_THREADS", "-2")
    credentials = SimpleNamespace(path=str(tmp_path / "strata.duckdb"))
    plugin = Plugin(name="strata", plugin_config={}, credentials=credentials)
    with pytest.raises(DbtRuntimeError) as stopped:
        plugin.update_connection_config(credentials, {})
    assert "STRATA_MEMORY_LIMIT is 'lots'" in str(stopped.value)
    assert "STRATA_THREADS is '-2'" in str(stopped.value)
