"""Check the environment variables of a run before anything is opened.

They reach DuckDB's settings and dbt's vars, where a wrong value would be cut, become
zero, or stop the run with a message that does not name it.
"""

import re
from collections.abc import Mapping

# Name of each variable with a whole number: least, most.
WHOLE_NUMBERS = {
    "STRATA_THREADS": (1, 256),
    "STRATA_DUCKDB_THREADS": (1, 256),
    "STRATA_RETRAIN_PERIODS": (0, 120),
    "STRATA_RFM_BINS": (2, 10),
}
MEMORY_LIMITS = ("STRATA_MEMORY_LIMIT", "STRATA_LINKING_MEMORY_LIMIT")
MEMORY = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?([kmgt])(i?)b?", re.IGNORECASE)
EXPONENTS = {"k": 1, "m": 2, "g": 3, "t": 4}
LEAST_MEMORY, MOST_MEMORY = 100 * 1000**2, 1000 * 1000**4
SWITCHES = ("STRATA_ALLOW_INPUT_CHANGE", "STRATA_ALLOW_LOSS")


class EnvironmentVariableError(Exception):
    """Some variables are wrong; the message says which and what is allowed."""


def assert_environment_is_valid(environment: Mapping[str, str]) -> None:
    """Stop with one message for all variables that are wrong.

    Parameters
    ----------
    environment : such as ``os.environ``.

    Raises
    ------
    EnvironmentVariableError
        If a value is out of its range. An empty value counts as not set.
    """
    problems = environment_problems(environment)
    if problems:
        raise EnvironmentVariableError(
            "These environment variables have invalid values (see "
            "docs/configuration.md):\n- " + "\n- ".join(problems)
        )


def environment_problems(environment: Mapping[str, str]) -> list[str]:
    """Return a sentence for each variable that is wrong."""
    problems = []
    for name, (least, most) in WHOLE_NUMBERS.items():
        value = environment.get(name)
        if value is not None and not is_whole_number(value, least, most):
            problems.append(
                f"{name} is '{value}': use a whole number from {least} to {most}"
            )
    for name in MEMORY_LIMITS:
        value = environment.get(name)
        if value is not None and not is_memory_limit(value):
            problems.append(
                f"{name} is '{value}': use a number with a unit from 100MB to 1000TB, "
                "such as 4GB"
            )
    for name in SWITCHES:
        value = environment.get(name, "")
        if value.strip().lower() not in ("", "true", "false"):
            problems.append(f"{name} is '{value}': use true, or leave it empty")
    return problems


def is_whole_number(value: str, least: int, most: int) -> bool:
    """Tell whether a text is a whole number of a range.

    Examples
    --------
    >>> is_whole_number("12", 1, 256), is_whole_number("2.5", 1, 256)
    (True, False)
    """
    return (
        re.fullmatch("[0-9]{1,9}", value, re.ASCII) is not None
        and least <= int(value) <= most
    )


def is_memory_limit(value: str) -> bool:
    """Tell whether a text is an amount of memory from 100 MB to 1000 TB.

    DuckDB takes more forms. It reads ``-1GB`` as no limit.

    Examples
    --------
    >>> is_memory_limit("4GB"), is_memory_limit("512 MiB"), is_memory_limit("-1GB")
    (True, True, False)
    """
    match = MEMORY.fullmatch(value)
    if match is None:
        return False
    number, unit, binary = match.groups()
    size = float(number) * (1024 if binary else 1000) ** EXPONENTS[unit.lower()]
    return LEAST_MEMORY <= size <= MOST_MEMORY
