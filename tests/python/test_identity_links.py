"""Records are joined with the first of their cluster by links known at that time."""

import pandas as pd
import pytest

from strata.identity.links import joined_since


def members(**known):
    """Return one cluster per first letter: {record: day it was known}."""
    return pd.DataFrame(
        {
            "record_id": list(known),
            "cluster_id": [record[0] for record in known],
            "known_at": pd.to_datetime(list(known.values())),
        }
    )


def links(*dated):
    """Return links, given as (left, right, day)."""
    left, right, known = zip(*dated, strict=True) if dated else ((), (), ())
    return pd.DataFrame(
        {
            "record_id_l": list(left),
            "record_id_r": list(right),
            "known_at": pd.to_datetime(list(known)),
        }
    )


def joined(records, dated):
    """Return {record: day on which it was joined}."""
    found = joined_since(records, dated)
    assert list(found["record_id"]) == list(records["record_id"])
    return {
        record: str(day.date())
        for record, day in zip(found["record_id"], found["joined_at"], strict=True)
    }


def test_a_late_bridge_joins_what_is_behind_it():
    records = members(
        a1="2020-01-01", a2="2024-01-01", a3="2020-02-01", a4="2021-01-01"
    )
    dated = links(
        ("a1", "a2", "2024-01-01"),
        ("a2", "a3", "2024-01-01"),
        ("a3", "a4", "2026-01-01"),
    )
    assert joined(records, dated) == {
        "a1": "2020-01-01",
        "a2": "2024-01-01",
        "a3": "2024-01-01",
        "a4": "2026-01-01",
    }


def test_of_two_ways_the_one_that_was_known_first_counts():
    records = members(
        c1="2020-01-01",
        c2="2023-01-01",
        c3="2021-01-01",
        c4="2021-02-01",
        c5="2020-01-01",
    )
    dated = links(
        ("c1", "c2", "2023-01-01"),
        ("c2", "c5", "2023-01-01"),
        ("c1", "c3", "2021-01-01"),
        ("c3", "c4", "2021-02-01"),
        ("c4", "c5", "2021-02-01"),
    )
    assert joined(records, dated) == {
        "c1": "2020-01-01",
        "c2": "2023-01-01",
        "c3": "2021-01-01",
        "c4": "2021-02-01",
        "c5": "2021-02-01",
    }


def test_clusters_do_not_touch_each_other_and_foreign_links_do_not_matter():
    records = members(
        a1="2020-01-01", a2="2021-01-01", b1="2022-01-01", b2="2020-01-01"
    )
    dated = links(
        ("a1", "a2", "2021-01-01"),
        ("b1", "b2", "2022-01-01"),
        ("z1", "z2", "2019-01-01"),
    )
    assert joined(records, dated) == {
        "a1": "2020-01-01",
        "a2": "2021-01-01",
        "b1": "2022-01-01",
        "b2": "2020-01-01",
    }


def test_without_links_the_last_date_of_the_cluster_counts():
    records = members(a1="2020-01-01", a2="2021-01-01")
    assert joined(records, links()) == {"a1": "2020-01-01", "a2": "2021-01-01"}


@pytest.mark.parametrize("count", [0, 1])
def test_few_records_are_no_problem(count):
    records = members(a1="2020-01-01").head(count)
    found = joined_since(records, links())
    assert len(found) == count
    assert found["joined_at"].dtype == records["known_at"].dtype
