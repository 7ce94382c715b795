"""Give every connection of dbt what must not stand in a statement: the key of ids.

A statement is written to `target/` and to the log; a variable of the connection is not.
"""

import os
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

# Everybody knows it: whoever lets others see ids sets a key of their own.
DEMO_KEY = "strata-demo"


class Plugin(BasePlugin):
    """Set the variable `id_key` from STRATA_ID_KEY on each connection."""

    def configure_cursor(self, cursor: Any) -> None:
        """Set the variable; it is of one connection, not of the database."""
        key = os.environ.get("STRATA_ID_KEY") or DEMO_KEY
        cursor.execute("set variable id_key = $1", [key])
