"""Write the rows `disposable` of email_domains.csv; the rows `public` stay.

The domains are those of the package disposable-email-domains, in the version of
requirements.lock: `make email-domains`.
"""

import csv
from pathlib import Path

from disposable_email_domains import blocklist

SEED = Path(__file__).with_suffix(".csv")


def rows(seed: Path = SEED) -> list[tuple[str, str]]:
    """Return domain and kind of all rows: public, then disposable, each in order."""
    with seed.open(encoding="utf-8", newline="") as file:
        public = {
            row["domain"] for row in csv.DictReader(file) if row["kind"] == "public"
        }
    return [
        *((domain, "public") for domain in sorted(public)),
        *((domain, "disposable") for domain in sorted(blocklist - public)),
    ]


def write(seed: Path = SEED) -> None:
    """Write the seed."""
    written = rows(seed)
    with seed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("domain", "kind"))
        writer.writerows(written)


if __name__ == "__main__":
    write()
