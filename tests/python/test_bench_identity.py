"""The linkage metrics equal figures counted by hand."""

import pandas as pd
import pytest

from bench.identity import quality
from bench.new_records import differing_share


def judged(people, clusters):
    records = [f"r{number}" for number in range(len(people))]
    truth = pd.DataFrame({"record_id": records, "person": list(people)})
    made = pd.DataFrame({"record_id": records, "cluster_id": list(clusters)})
    return quality(truth, made[made["cluster_id"] != "-"])


@pytest.mark.parametrize(
    ("people", "clusters", "precision", "recall", "cluster_f1"),
    [
        ("aabb", "xxyy", 1, 1, 1),
        ("aabb", "xxxx", 2 / 6, 1, 0),
        ("aaab", "xxyz", 1, 1 / 3, 2 / 5),
        ("abc", "xyz", 1, 1, 1),
        ("aab", "---", 1, 0, 2 / 5),
        ("aabb", "xyxy", 0, 0, 0),
    ],
)
def test_pairs_and_clusters_are_counted(
    people, clusters, precision, recall, cluster_f1
):
    found = judged(people, clusters)
    assert found["precision"] == pytest.approx(precision, abs=1e-5)
    assert found["recall"] == pytest.approx(recall, abs=1e-5)
    assert found["cluster_f1"] == pytest.approx(cluster_f1, abs=1e-5)


@pytest.mark.parametrize(
    ("clusters", "whole", "share"),
    [
        ("xxyy", "aabb", 0),
        ("xxyz", "aabb", 1 / 2),
        ("xxxx", "aabb", 4 / 2),
        ("xyxy", "aabb", 4 / 2),
        ("wxyz", "abcd", 0),
        ("xxxy", "aaaa", 3 / 6),
    ],
)
def test_pairs_of_one_clustering_only_are_counted(clusters, whole, share):
    one, other = (
        pd.DataFrame({"record_id": list("1234"), "cluster_id": list(made)})
        for made in (clusters, whole)
    )
    assert differing_share(one, other.iloc[::-1]) == pytest.approx(share)
    with pytest.raises(ValueError, match="not the same"):
        differing_share(one, other.iloc[1:])
