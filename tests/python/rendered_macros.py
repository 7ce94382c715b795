"""The macros of a folder as Python functions that return SQL."""

from pathlib import Path

import jinja2

MACROS = Path(__file__).parents[2] / "macros"


def macros_of(folder, names="*", **context):
    """Load macros without dbt; `context` replaces the dbt functions that they call."""
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    environment.globals.update(context)
    files = sorted((MACROS / folder).glob(f"{names}.sql"))
    return environment.from_string("\n".join(map(Path.read_text, files))).module
