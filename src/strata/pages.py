"""Write HTML pages that open without a network, from templates in
`strata/templates`."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from strata.private import is_duckdb, write_private


class PageError(Exception):
    """The page cannot be written; the message says what to do."""


def render(template: str, **values: Any) -> str:
    """Return a page; values are escaped.

    Parameters
    ----------
    template : its file name.
    values : what the template names.
    """
    return _environment().get_template(template).render(values)


def write_page(path: Path, content: str, overwrite: bool) -> None:
    """Write a page that only its owner can read: it may be about people.

    Raises
    ------
    PageError
        If the file exists, unless `overwrite`, or if it cannot be written.
    """
    assert_absent(path, overwrite)
    try:
        write_private(path, content)
    except OSError as error:
        raise PageError(f"{path} cannot be written: {error.strerror}.") from error


def assert_absent(path: Path, overwrite: bool) -> None:
    """Stop if a file is there.

    Raises
    ------
    PageError
        If the file exists, unless `overwrite`. A database is never overwritten.
    """
    if is_duckdb(path):
        raise PageError(f"{path} is a database: name another file to write.")
    if path.exists() and not overwrite:
        raise PageError(
            f"{path} is there already: name another one, or add --overwrite."
        )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("strata"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # A number in the format of Python's format().
    environment.filters["text"] = format
    return environment
