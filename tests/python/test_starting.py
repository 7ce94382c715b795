"""`strata init` copies ready mappings, and its README's commands work."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from command import strata

ROOT = Path(__file__).parents[2]
MAPPINGS = ROOT / "examples/mappings"


def test_without_names_it_lists_every_mapping():
    printed = strata("init")
    for path in MAPPINGS.glob("*.sql"):
        assert path.stem in printed
    assert "BigQuery" in printed


def test_a_system_stands_for_all_of_its_mappings(tmp_path):
    folder = tmp_path / "my data"
    strata("init", folder, "Shopify", "hubspot_deals")
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md",
        "hubspot_deals.sql",
        "shopify_customers.sql",
        "shopify_orders.sql",
    ]
    copied = (folder / "shopify_orders.sql").read_text()
    assert copied == (MAPPINGS / "shopify_orders.sql").read_text()


def test_the_commands_of_the_readme_map(tmp_path, monkeypatch):
    folder = tmp_path / "mine"
    strata("init", folder, "hubspot")
    for name in ("hubspot_contacts", "hubspot_deals"):
        shutil.copy(ROOT / f"tests/data/exports/{name}.csv", tmp_path)
    monkeypatch.chdir(tmp_path)
    commands = re.findall("strata (map .*)", (folder / "README.md").read_text())
    assert len(commands) == 2
    for command in commands:
        strata(*shlex.split(command))
    assert (folder / "raw/crm_leads").is_dir()


def test_nothing_is_overwritten_unasked(tmp_path):
    strata("init", tmp_path, "klaviyo")
    mine = tmp_path / "klaviyo_profiles.sql"
    mine.write_text("-- mine")
    message = strata("init", tmp_path, "klaviyo", "shopify", exit_code=1)
    assert str(mine) in message
    assert "--overwrite" in message
    assert mine.read_text() == "-- mine"
    assert not (tmp_path / "shopify_orders.sql").exists()
    strata("init", tmp_path, "klaviyo", "--overwrite")
    assert mine.read_text() != "-- mine"


@pytest.mark.parametrize(
    ("name", "nearest"), [("shopfy", "shopify"), ("sales-force_leads", "salesforce")]
)
def test_an_unknown_name_is_told_the_nearest(tmp_path, name, nearest):
    message = strata("init", tmp_path / "new", name, exit_code=1)
    assert nearest in message
    assert not (tmp_path / "new").exists()
