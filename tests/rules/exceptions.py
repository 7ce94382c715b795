"""Exceptions to rules: csv files of known violations, each with a reason.

A violation without an exception fails the suite, and so does an exception that no
violation needs any more. `pytest tests/integration/test_project_rules.py
tests/integration/test_portable_sql.py --update-exceptions` writes the files again:
reasons are kept, new rows have an empty one, which a person must fill in.
"""

import csv
from collections.abc import Iterable
from pathlib import Path

from rules.rule import Rule, Violation

FIELDS = ("rule", "name", "found", "reason")


def read(file: Path) -> dict[Violation, str]:
    """The reason of each exception."""
    if not file.exists():
        return {}
    with file.open(encoding="utf-8", newline="") as lines:
        return {
            Violation(row["rule"], row["name"], row["found"]): row["reason"]
            for row in csv.DictReader(lines)
        }


def update(file: Path, rule: Rule, violations: Iterable[Violation]) -> None:
    """Make the exceptions of one rule those that are needed now."""
    known = read(file)
    kept = {key: why for key, why in known.items() if key.rule != rule.name}
    kept |= {violation: known.get(violation, "") for violation in violations}
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(FIELDS)
        for key, reason in sorted(kept.items()):
            writer.writerow([key.rule, key.name, key.found, reason])


def problems(
    rule: Rule, violations: Iterable[Violation], known: Iterable[Violation]
) -> list[str]:
    """Messages about violations without exception and exceptions without need."""
    violations = set(violations)
    known = {exception for exception in known if exception.rule == rule.name}
    return [
        *(
            f"{new.name}: {rule.name}: {new.found}. Instead: {rule.instead}. ({rule.why})"
            for new in sorted(violations - known)
        ),
        *(
            f"{stale.name}: {rule.name}: {stale.found} is gone: delete its exception"
            for stale in sorted(known - violations)
        ),
    ]
