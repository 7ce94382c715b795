"""Summarise the data held on a person in words that a service desk can hand on."""

from typing import Any

from strata.project import RawTable


def person_answer(held: dict[str, Any], contract: dict[str, RawTable]) -> str:
    """Return which data are held on a person, in words.

    Parameters
    ----------
    held : as :func:`strata.access.person_data` returns it.
    contract : raw tables by name.

    Returns
    -------
    str
        Identifiers, what each source delivered with number and period, and which tables
        were derived.
    """
    by_staging = {table.staging: table for table in contract.values()}
    delivered, derived = [], []
    for name, rows in held["tables"].items():
        table = by_staging.get(name.removeprefix("staging."))
        if table:
            content = table.content.rstrip(".")
            delivered.append(f"- {content}: {_counted(rows)}{_period(table, rows)}.")
        elif not name.startswith(("staging.", "raw.")):
            derived.append(f"- {name}: {_counted(rows)}.")
    identifiers: dict[str, list[str]] = {}
    for each in held["identifiers"]:
        kind = each["identifier_type"]
        if kind not in ("customer_id", "record_id"):
            identifiers.setdefault(kind, []).append(each["identifier"])
    named = "; ".join(
        f"{kind.replace('_', ' ')} {', '.join(values)}"
        for kind, values in identifiers.items()
    )
    return "\n".join(
        [
            f"Customer {held['customer_id']} is known by: {named or 'no identifier'}.",
            "",
            "The sources delivered:",
            *(delivered or ["- nothing."]),
            "",
            "These tables were derived from them, to measure and group customers:",
            *(derived or ["- none."]),
            "",
            "All values are in the same export without --words.",
        ]
    )


def _counted(rows: list[dict[str, Any]]) -> str:
    return f"{len(rows):,} row{'' if len(rows) == 1 else 's'}"


def _period(table: RawTable, rows: list[dict[str, Any]]) -> str:
    """Return the first and the last day of the rows, if they have one."""
    times = [
        name
        for name, kind in table.columns.items()
        if kind == "timestamp" and name != "loaded_at"
    ]
    if not times:
        return ""
    # The required time is that of the event; accounts have only that of creation.
    time = next((name for name in times if name in table.required), times[0])
    days = sorted(str(row[time])[:10] for row in rows if row.get(time))
    if not days:
        return ""
    if days[0] == days[-1]:
        return f", of {days[0]}"
    return f", from {days[0]} to {days[-1]}"
