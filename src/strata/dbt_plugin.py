"""Add a variable and functions to every connection of dbt.

The key of customer ids is a variable of the connection and not part of a statement,
because dbt writes statements to `target/` and to the log. The functions of `os.path`
let macros inspect folders, and those of `strata.landing` plan what is read of the raw
files.
"""

import os
from contextlib import suppress
from typing import Any

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

from strata.landing import landing_copies, landing_plan, remove_copies
from strata.project import ProjectError, assert_path_is_fixed

# This key is public: set STRATA_ID_KEY before you share ids.
DEMO_KEY = "strata-demo"

# SQL function, Python function, parameters, result.
FUNCTIONS = [
    ("os_path_abspath", os.path.abspath, ["varchar"], "varchar"),
    ("os_path_isdir", os.path.isdir, ["varchar"], "boolean"),
    ("os_path_isfile", os.path.isfile, ["varchar"], "boolean"),
    ("os_path_join", os.path.join, ["varchar", "varchar"], "varchar"),
    ("landing_plan", landing_plan, ["varchar"] * 4, "varchar"),
    ("landing_copies", landing_copies, ["varchar"] * 2, "varchar"),
    ("remove_copies", remove_copies, ["varchar"], "varchar"),
]


class Plugin(BasePlugin):
    """Set the variable `id_key` from STRATA_ID_KEY and register the functions."""

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:
        """Stop before a second database is created in another folder."""
        try:
            assert_path_is_fixed(creds.path)
        except ProjectError as error:
            raise DbtRuntimeError(str(error)) from error

    def configure_connection(self, conn: Any) -> None:
        """Register the functions; all connections to the database share them."""
        for name, function, parameters, result in FUNCTIONS:
            # They already exist if this process has opened the database before.
            with suppress(duckdb.CatalogException):
                conn.create_function(
                    name, function, parameters, result, side_effects=True
                )

    def configure_cursor(self, cursor: Any) -> None:
        """Set the variable; it belongs to one connection, not to the database."""
        key = os.environ.get("STRATA_ID_KEY") or DEMO_KEY
        cursor.execute("set variable id_key = $1", [key])
