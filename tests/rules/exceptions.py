"""Exceptions to rules: csv files of known violations, each with a reason.

A violation without an exception fails the suite, and so does an exception that no
violation needs. A name may contain a `*`: `stg_*` means all staging models.

    pytest tests/integration/test_project_rules.py --update-exceptions
    pytest tests/integration/test_portable_sql.py --update-exceptions

write the files: unneeded rows are removed, reasons are kept, and new rows have an empty
reason, which a person must fill in.
"""

import csv
from collections.abc import Iterable
from fnmatch import fnmatchcase
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


def covers(exception: Violation, violation: Violation) -> bool:
    """Whether an exception is meant for a violation."""
    return (
        exception.rule == violation.rule
        and exception.found == violation.found
        and fnmatchcase(violation.name, exception.name)
    )


def compare(
    known: Iterable[Violation], violations: Iterable[Violation]
) -> tuple[list[Violation], list[Violation]]:
    """Violations without exception, and exceptions without violation."""
    known, violations = list(known), list(violations)
    new = [v for v in violations if not any(covers(e, v) for e in known)]
    stale = [e for e in known if not any(covers(e, v) for v in violations)]
    return new, stale


def problems(
    rule: Rule, violations: Iterable[Violation], known: Iterable[Violation]
) -> list[str]:
    """A message for each violation and for each unneeded exception."""
    of_rule = [exception for exception in known if exception.rule == rule.name]
    new, stale = compare(of_rule, violations)
    return [
        *(f"{one}. Instead: {rule.instead}. Because: {rule.why}" for one in new),
        *(f"{one} is gone: delete its exception" for one in stale),
    ]


def update(file: Path, rule: Rule, violations: Iterable[Violation]) -> None:
    """Set the exceptions of one rule to those that are needed now."""
    known = read(file)
    of_rule = [exception for exception in known if exception.rule == rule.name]
    new, stale = compare(of_rule, violations)
    needed = known | dict.fromkeys(new, "")
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(FIELDS)
        for exception in sorted(needed.keys() - set(stale)):
            row = (exception.rule, exception.name, exception.found)
            writer.writerow([*row, needed[exception]])
