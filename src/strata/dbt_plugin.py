"""Prepare dbt's connections: a variable, functions, files for their owner only.

The key of customer ids is a variable of the connection and not part of a statement,
because dbt writes statements to `target/` and to the log. The functions let macros
inspect folders and files; those of `strata.landing` plan what is read of the raw files.
"""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

from strata import state_folder
from strata.environment import EnvironmentVariableError, assert_environment_is_valid
from strata.landing import landing_copies, landing_plan, remove_copies
from strata.private import close_to_others, create_files_for_owner
from strata.project import ProjectError, assert_path_is_fixed
from strata.spill import delete_abandoned, delete_spilled, spill_folder

# This key is public: set STRATA_ID_KEY before you share ids.
DEMO_KEY = "strata-demo"


def _state_open(folder: str) -> str:
    return json.dumps(asdict(state_folder.open_state(Path(folder))))


def _state_damage(folder: str, name: str) -> str:
    return state_folder.damage_of(Path(folder), name)


def _state_prepare(folder: str) -> str:
    """Return why the folder cannot be written to; empty if it can."""
    try:
        state_folder.prepare(Path(folder))
    except state_folder.StateFolderError as error:
        return str(error)
    return ""


def _state_begin(folder: str) -> str:
    return str(state_folder.begin(Path(folder)))


def _state_commit(folder: str, origin: str, rows: str) -> bool:
    state_folder.commit(Path(folder), json.loads(origin), json.loads(rows))
    return True


# SQL function, Python function, parameters, result.
FUNCTIONS = [
    ("state_open", _state_open, ["varchar"], "varchar"),
    ("state_damage", _state_damage, ["varchar", "varchar"], "varchar"),
    ("state_prepare", _state_prepare, ["varchar"], "varchar"),
    ("state_begin", _state_begin, ["varchar"], "varchar"),
    ("state_commit", _state_commit, ["varchar", "varchar", "varchar"], "boolean"),
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
        """Stop before anything is opened with wrong settings or in another folder."""
        try:
            assert_environment_is_valid(os.environ)
            assert_path_is_fixed(creds.path)
        except (EnvironmentVariableError, ProjectError) as error:
            raise DbtRuntimeError(str(error)) from error
        create_files_for_owner()

    def configure_connection(self, conn: Any) -> None:
        """Register the functions, and delete what a killed run has spilled."""
        is_first = _register_functions(conn)
        folder = spill_folder(self.creds.path)
        if is_first and folder is not None:
            # The connection holds the lock of the file, and this process did not have
            # it open before.
            delete_spilled(folder)
            delete_abandoned()
            close_to_others(Path(self.creds.path))

    def configure_cursor(self, cursor: Any) -> None:
        """Set the variable; it belongs to one connection, not to the database."""
        key = os.environ.get("STRATA_ID_KEY") or DEMO_KEY
        cursor.execute("set variable id_key = $1", [key])


def _register_functions(connection: Any) -> bool:
    """Register the functions; all connections to the database share them.

    Returns
    -------
    bool
        False if this process has opened the database before.
    """
    is_first = True
    for name, function, parameters, result in FUNCTIONS:
        try:
            # They look at files or change them, so no result is reused.
            connection.create_function(
                name, function, parameters, result, side_effects=True
            )
        except duckdb.CatalogException:
            is_first = False
    return is_first
