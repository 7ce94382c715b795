"""The seed of e-mail domains equals the list of the installed package."""

import csv
import runpy
from pathlib import Path

from disposable_email_domains import blocklist

FOLDER = Path(__file__).parents[2] / "seeds/reference/people"
SCRIPT = runpy.run_path(str(FOLDER / "email_domains.py"))


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_seed_is_what_the_script_writes():
    written = [["domain", "kind"], *map(list, SCRIPT["rows"]())]
    assert read(FOLDER / "email_domains.csv") == written


def test_public_domains_stay_and_disposable_ones_are_the_packages(tmp_path):
    seed = tmp_path / "seed.csv"
    disposable = min(blocklist)
    seed.write_text(
        "domain,kind\nzoho.com,public\nno-longer-listed.com,disposable\n"
        f"{disposable},public\n"
    )
    SCRIPT["write"](seed)
    _, *rows = read(seed)
    assert rows[:2] == [[disposable, "public"], ["zoho.com", "public"]]
    assert {domain for domain, kind in rows[2:]} == blocklist - {disposable}
    assert {kind for _, kind in rows[2:]} == {"disposable"}
