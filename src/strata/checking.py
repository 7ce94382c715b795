"""Check a raw folder in seconds: how its tables will be understood.

dbt runs the landing, the staging views and the vocabularies of the project on a
temporary database, so there is no second parser. What follows are questions to these
views.
"""

import hashlib
import os
import pickle
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from strata.findings import findings_across, findings_of, unknown_words, words_of
from strata.project import RawTable, find_project, raw_tables
from strata.spill import temporary_folder

# What staging depends on, for the check of whether it has changed.
PROJECT_FILES = (
    "dbt_project.yml",
    "profiles.yml",
    "macros/**/*.sql",
    "models/staging/**/*",
    "models/intermediate/vocabularies/**/*",
    "seeds/**/*",
)

# The words that no vocabulary knows. This model reads staging and seeds only.
UNKNOWN_WORDS = "int_words_unknown"

SAMPLE_ROWS = 10


class CheckError(Exception):
    """The folder cannot be checked, or a run would stop; the message says why."""


@dataclass
class TableCheck:
    """How a raw table will be understood.

    Attributes
    ----------
    table : its name.
    rows, rejected_lines : number of rows, and of csv lines that cannot be read.
    empty_columns : columns of the contract that are absent or have no value.
    words : values of the columns with a small vocabulary, and the time zones, with
        their counts.
    findings : likely mistakes, in sentences.
    sample : some rows, as they will be understood.
    """

    table: str
    rows: int
    rejected_lines: int
    empty_columns: list[str]
    words: dict[str, dict[str, int]]
    findings: list[str]
    sample: list[dict[str, Any]]


@dataclass
class FolderCheck:
    """How a raw folder will be understood.

    Attributes
    ----------
    tables : one check for each table that is there.
    absent_tables : tables of the contract that are not; they are optional.
    warnings : of the landing, such as files that are not read.
    """

    tables: list[TableCheck] = field(default_factory=list)
    absent_tables: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def check_folder(folder: Path) -> FolderCheck:
    """Return how a raw folder will be understood.

    Parameters
    ----------
    folder : as for STRATA_RAW_DIR.

    Raises
    ------
    CheckError
        If a run would stop at the landing.
    """
    if not folder.is_dir():
        raise CheckError(f"There is no folder {folder}: give the folder of the files.")
    project = find_project()
    contract = raw_tables(project)
    # The landing names tables in the same way.
    names = {path.name.split(".")[0].lower() for path in folder.iterdir()}
    present = [table for name, table in contract.items() if name in names]
    checked = FolderCheck(
        absent_tables=[name for name in contract if name not in names]
    )
    if not present:
        raise CheckError(
            f"{folder} has no raw table: name each file or folder as one of "
            f"{', '.join(contract)}."
        )
    with temporary_folder("check") as workspace:
        database, checked.warnings = _run_staging(project, folder, workspace, present)
        with duckdb.connect(str(database)) as connection:
            connection.execute("set TimeZone = 'UTC'")
            for table in present:
                checked.tables.append(_table_check(connection, table))
            findings = findings_across(connection, [table.name for table in present])
            words = unknown_words(connection)
            for check in checked.tables:
                check.findings += findings.get(check.table, [])
                check.findings += words.get(check.table, [])
    return checked


def _table_check(connection: duckdb.DuckDBPyConnection, table: RawTable) -> TableCheck:
    # Values are cast once; all questions are to the result.
    connection.execute(
        f"create temp table {table.name} as from staging.{table.staging}"
    )
    columns = [
        column
        for (column,) in connection.execute(
            "select column_name from duckdb_columns() where table_name = $1 "
            "and database_name = 'temp' and column_name in "
            "(select unnest($2::varchar[]))",
            [table.name, list(table.columns)],
        ).fetchall()
    ]
    counts = connection.execute(
        f"select count(*), {', '.join(f'count({name})' for name in columns)} "
        f"from {table.name}"
    ).fetchone()
    (rejected,) = connection.execute(
        "select count(*) from raw.raw_rejects where raw_table = $1", [table.name]
    ).fetchone()
    sample = connection.execute(
        f"select {', '.join(columns)} from {table.name} limit {SAMPLE_ROWS}"
    ).fetchall()
    filled = dict(zip(columns, counts[1:], strict=True))
    findings = findings_of(connection, table, filled, counts[0])
    if rejected:
        findings.append(
            f"{rejected:,} lines cannot be read: they have too many or too few values, "
            "or a quote in the wrong place. A build keeps them in raw.raw_rejects."
        )
    return TableCheck(
        table=table.name,
        rows=counts[0],
        rejected_lines=rejected,
        empty_columns=[name for name in columns if not filled[name]],
        words=words_of(connection, table, filled),
        findings=findings,
        sample=[
            {
                name: value
                for name, value in zip(columns, row, strict=True)
                if filled[name]
            }
            for row in sample
        ],
    )


def _run_staging(
    project: Path, folder: Path, workspace: Path, tables: list[RawTable]
) -> tuple[Path, list[str]]:
    """Run the landing and staging; return the new database and the warnings."""
    # dbt takes a second to import.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    warnings = []

    def collect(event: Any) -> None:
        if event.info.level == "warn":
            warnings.append(event.info.msg.removeprefix("[WARNING]: ").strip())

    manifest = _staging_manifest(project)
    # Relations carry the name of the database that was configured at parsing.
    name = next(iter(manifest.nodes.values())).database
    database = workspace / f"{name}.duckdb"
    with _environment(
        STRATA_RAW_DIR=str(folder.resolve()),
        STRATA_DATABASE=str(database),
        STRATA_STATE_DIR="",
        # The key is of no matter here, and its absence no warning.
        STRATA_ID_KEY=os.environ.get("STRATA_ID_KEY") or "check",
        DBT_TARGET_PATH=str(workspace),
        DBT_LOG_PATH=str(workspace),
    ):
        result = dbtRunner(manifest=manifest, callbacks=[collect]).invoke(
            [
                *_command(project, "build"),
                "--select",
                "stg_landing__rejects",
                f"+{UNKNOWN_WORDS}",
                *(table.staging for table in tables),
            ]
        )
    DuckDBConnectionManager.close_all_connections()
    if not result.success:
        failed = [
            each.message
            for each in getattr(result.result, "results", None) or []
            if each.status == "error"
        ]
        message = "\n".join(failed) or str(result.exception)
        raise CheckError(_without_trace(message))
    return database, warnings


def _staging_manifest(project: Path) -> Any:
    """Return what dbt parsed of staging, the vocabularies and the hooks before them.

    Parsing takes longer than all the rest, so the result is kept in target/check until
    a file of the project changes.
    """
    kept = project / "target/check/staging.pickle"
    state = _state_of(project)
    # Another version of dbt or a killed check may have left what cannot be loaded.
    unloadable = (OSError, EOFError, pickle.PickleError, AttributeError, ImportError)
    with suppress(*unloadable), kept.open("rb") as file:
        if pickle.load(file) == state:
            return pickle.load(file)
    from dbt.cli.main import dbtRunner

    # With the user's settings, so that what an earlier build parsed is used.
    parsed = dbtRunner().invoke(_command(project, "parse"))
    if not parsed.success:
        raise CheckError(f"The project cannot be parsed: {parsed.exception}")
    manifest = parsed.result
    vocabularies = _with_ancestors(manifest.nodes, UNKNOWN_WORDS)
    manifest.nodes = {
        key: node
        for key, node in manifest.nodes.items()
        if (node.resource_type == "model" and node.fqn[1] == "staging")
        or (node.resource_type == "operation" and "on-run-start" in node.name)
        or key in vocabularies
    }
    manifest.files = {}
    for others in (manifest.exposures, manifest.unit_tests, manifest.docs):
        others.clear()
    kept.parent.mkdir(parents=True, exist_ok=True)
    part = kept.with_suffix(f".{os.getpid()}")
    with part.open("wb") as file:
        pickle.dump(state, file)
        pickle.dump(manifest, file)
    part.replace(kept)
    return manifest


def _with_ancestors(nodes: Mapping[str, Any], name: str) -> set[str]:
    """Return the keys of a model and of all nodes that it reads."""
    found: set[str] = set()
    waiting = [key for key, node in nodes.items() if node.name == name]
    while waiting:
        key = waiting.pop()
        if key in nodes and key not in found:
            found.add(key)
            waiting += nodes[key].depends_on_nodes
    return found


def _state_of(project: Path) -> str:
    """Return a hash of dbt's version and the project's files: names, sizes, times."""
    state = hashlib.sha256(version("dbt-core").encode())
    for pattern in PROJECT_FILES:
        for path in sorted(project.glob(pattern)):
            stat = path.stat()
            state.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return state.hexdigest()


def _command(project: Path, name: str) -> list[str]:
    """Return the start of a dbt command that prints nothing."""
    return [
        "--quiet",
        "--no-write-json",
        "--no-use-colors",
        "--log-level=none",
        "--log-level-file=none",
        name,
        f"--project-dir={project}",
        f"--profiles-dir={project}",
    ]


def _without_trace(message: str) -> str:
    """Return a compilation error without the names of macros."""
    lines = [
        line
        for line in message.strip().splitlines()
        if not line.strip().startswith(("> in macro", "> called by", "Compilation"))
    ]
    return "\n".join(line.strip() for line in lines if line.strip())


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """Set environment variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
