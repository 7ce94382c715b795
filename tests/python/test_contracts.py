"""The contracts of the wide feature marts equal those generated from the catalogue."""

import csv
from pathlib import Path

import pytest

from strata.contracts import MARTS, SEEDS, feature_contract

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("entity", MARTS)
def test_the_contract_is_generated_from_the_catalogue(entity):
    written = (ROOT / MARTS[entity]).read_text(encoding="utf-8")
    assert written == feature_contract(entity, ROOT / SEEDS), (
        "The catalogue and the contract differ: run `make contracts`."
    )


def test_a_feature_of_the_catalogue_is_in_the_contract(tmp_path):
    for name in ("feature_catalog.csv", "feature_types.csv"):
        (tmp_path / name).write_text((ROOT / SEEDS / name).read_text(encoding="utf-8"))
    with (tmp_path / "feature_catalog.csv").open("a", newline="") as file:
        columns = next(csv.reader((ROOT / SEEDS / "feature_catalog.csv").open()))
        row = dict.fromkeys(columns, "x") | {"entity": "lead", "type": "count"}
        csv.writer(file, lineterminator="\n").writerow(
            (row | {"feature": "meeting_count"}).values()
        )
    before = feature_contract("lead", ROOT / SEEDS)
    after = feature_contract("lead", tmp_path)
    assert "meeting_count" not in before
    assert after.count("meeting_count") == 2, "a column, and never null"
