"""Temporary warehouses: a raw folder and a database for each test, and dbt on them."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from dbt.artifacts.schemas.results import NodeStatus
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

ROOT = Path(__file__).parents[2]
# Builds models, seeds and snapshots without their tests.
BUILD = ("build", "--exclude-resource-types", "test", "unit_test")
# The same, on a database that a build with the same variables has left: its views and
# seeds, half of all nodes, would be created again as they are.
REBUILD = (
    *("build", "--exclude-resource-types", "test", "unit_test", "seed"),
    *("--exclude", "config.materialized:view"),
)


@dataclass
class Run:
    """The result of one dbt command."""

    success: bool
    messages: list[str]
    results: dict[str, str]

    @property
    def log(self) -> str:
        """All messages, one per line."""
        return "\n".join(self.messages)

    @property
    def failed(self) -> list[str]:
        """Names of the nodes that failed or errored, sorted."""
        bad = {NodeStatus.Fail, NodeStatus.Error, NodeStatus.RuntimeErr}
        return sorted(name for name, status in self.results.items() if status in bad)


@dataclass
class Warehouse:
    """A temporary project run: raw files, a database and dbt on both.

    Parameters
    ----------
    folder : Path
        An empty folder; the raw files go to `folder/raw`, the database is
        `folder/strata.duckdb`.
    manifest : Manifest, optional
        The parsed project, shared by all tests of a session; parsed in each run where
        it is not given.
    env : mapping, optional
        Environment variables of the runs, besides the two that name the files.
    project : Path, optional
        The dbt project, this one by default.
    """

    folder: Path
    manifest: Manifest | None
    env: dict[str, str] = field(default_factory=dict)
    project: Path = ROOT

    def __post_init__(self) -> None:
        self.raw = self.folder / "raw"
        self.raw.mkdir(parents=True, exist_ok=True)
        self.database = self.folder / "strata.duckdb"

    def write(self, name: str, content: Any) -> Path:
        """Write one raw file.

        Parameters
        ----------
        name : str
            Path below the raw folder; the ending `.parquet` or `.csv` says how
            a table is written.
        content : str, bytes, mapping of columns, list of rows, or DataFrame
            Text and bytes are written unchanged, except that text for a `.parquet` file
            is a query whose result is written.
        """
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str) and path.suffix == ".parquet":
            with duckdb.connect() as connection:
                connection.execute("set TimeZone = 'UTC'")
                target = str(path).replace("'", "''")
                connection.execute(f"copy ({content}) to '{target}'")
        elif isinstance(content, str):
            path.write_bytes(content.encode())
        else:
            frame = pd.DataFrame(content)
            if path.suffix == ".parquet":
                frame.to_parquet(path, index=False)
            else:
                frame.to_csv(path, index=False)
        return path

    def dbt(self, *arguments: str, env: Mapping[str, str] | None = None) -> Run:
        """Run a dbt command, for example `dbt("build", "--select", "staging")`."""
        messages: list[str] = []

        def keep(event: Any) -> None:
            if event.info.level != "debug":
                messages.append(event.info.msg)

        variables = {
            "STRATA_RAW_DIR": str(self.raw),
            "STRATA_DATABASE": str(self.database),
            # There is one worker per core, so more threads would only wait for each
            # other.
            "STRATA_THREADS": "1",
            "STRATA_DUCKDB_THREADS": "1",
            **self.env,
            **(env or {}),
        }
        places = {
            "--project-dir": self.project,
            "--profiles-dir": self.project / "profiles",
            "--target-path": self.folder / "target",
            "--log-path": self.folder / "logs",
        }
        options = [str(part) for place in places.items() for part in place]
        # The messages are kept in memory; writing files takes half a second of each
        # run.
        options += ["--log-level-file", "none", "--no-write-json"]
        with environment(variables):
            runner = dbtRunner(manifest=self.manifest, callbacks=[keep])
            outcome = runner.invoke([*arguments, *options])
        if outcome.exception is not None:
            messages.append(str(outcome.exception))
        nodes = getattr(outcome.result, "results", None) or []
        return Run(
            success=outcome.success,
            messages=messages,
            results={result.node.name: result.status for result in nodes},
        )

    def build(self, *arguments: str, env: Mapping[str, str] | None = None) -> Run:
        """Build without tests; the build must be green."""
        run = self.dbt(*BUILD, *arguments, env=env)
        assert run.success, run.log
        return run

    def rebuild(self, *arguments: str) -> Run:
        """Build again after other raw files; the build must be green."""
        run = self.dbt(*REBUILD, *arguments)
        assert run.success, run.log
        return run

    def query(self, sql: str) -> list[tuple]:
        """Rows of a query on the database, which is closed afterwards."""
        with duckdb.connect(str(self.database)) as connection:
            connection.execute("set TimeZone = 'UTC'")
            return connection.sql(sql).fetchall()

    def execute(self, sql: str) -> None:
        """Change the database, as a loader would."""
        with duckdb.connect(str(self.database)) as connection:
            connection.execute(sql)

    def copied(self) -> Path:
        """Copy the database, because dbt keeps the original open while this process
        runs."""
        self.execute("checkpoint")
        # Views refer to the database by its file name.
        copy = self.folder / "copied" / self.database.name
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(self.database, copy)
        return copy


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that makes the tests of rules write their exceptions."""
    parser.addoption(
        "--update-exceptions",
        action="store_true",
        help="make the exceptions in tests/rules those that are needed now",
    )


@pytest.fixture
def update_exceptions(request: pytest.FixtureRequest) -> bool:
    """Whether exceptions are written instead of compared."""
    return request.config.getoption("--update-exceptions")


@contextmanager
def environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for a while."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """Parse the project once, as `make pytest` has done before."""
    logs = tmp_path_factory.mktemp("parse")
    with environment({"STRATA_DATABASE": "target/test/strata.duckdb"}):
        outcome = dbtRunner().invoke(
            [
                "parse",
                "--project-dir", str(ROOT),
                "--profiles-dir", str(ROOT / "profiles"),
                "--target-path", str(ROOT / "target" / "test"),
                "--log-path", str(logs),
            ]
        )  # fmt: skip
    assert outcome.success, outcome.exception
    # It lives as long as the process, so the garbage collector can skip it.
    gc.collect()
    gc.freeze()
    return outcome.result


@pytest.fixture(scope="session")
def make_warehouse(
    manifest: Manifest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Warehouse]:
    """Make as many warehouses as a test (or a fixture of wider scope) needs."""

    def make(**env: str) -> Warehouse:
        return Warehouse(tmp_path_factory.mktemp("warehouse"), manifest, env)

    return make


@pytest.fixture
def warehouse(make_warehouse: Callable[..., Warehouse]) -> Warehouse:
    """One new warehouse."""
    return make_warehouse()
