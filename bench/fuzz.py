"""Build damaged inputs: nothing is lost, and what stops says why.

Each input is a small shop whose raw tables meet some accidents. A build of it ends well
or stops with a message of ours; in both cases each row that came in is clean,
quarantined, rejected, a duplicate or erased.
"""

import csv
import multiprocessing
import os
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from unittest.mock import patch

import duckdb
import pyarrow.parquet as pq
import typer

from bench.damages import RawFile, damaged
from bench.raw_data import ROOT, generated

UNTIL = date(2026, 6, 30)
# Rows of a table; more would only take longer.
MOST_ROWS = 300

# The models that clean and count, without tests.
CLEANING = [
    *("--select", "+int_quality_measured"),
    *("--exclude-resource-types", "test", "unit_test"),
]

# Words of the engines. A user can do nothing with such a message.
NOT_OURS = re.compile(
    r"Traceback \(most recent|\b(Binder|Catalog|Constraint|Conversion|Invalid Input"
    r"|Internal|INTERNAL|IO|Not implemented|Out of Range|Parser|Serialization)"
    r" (Error|Exception)\b|\b(Key|Type|Value|Attribute|Index|Unicode\w+)Error\b"
)

app = typer.Typer(add_completion=False, help=__doc__)


@dataclass
class Outcome:
    """What came of an input.

    Attributes
    ----------
    seed, notes : of the input.
    ending : ``green``, ``stopped`` with a clear message, or ``WRONG``.
    message : why it stopped, or what is wrong.
    seconds : of the build.
    """

    seed: int
    notes: list[str]
    ending: str
    message: str = ""
    seconds: float = 0.0


@dataclass
class Built:
    """The end of a run of dbt: whether it succeeded, and its errors."""

    success: bool
    errors: list[str] = field(default_factory=list)


def read_tables(folder: Path) -> list[RawFile]:
    """Return the first rows of raw tables in parquet, as text."""
    tables = []
    for path in sorted(folder.glob("*.parquet")):
        rows = pq.read_table(path).slice(0, MOST_ROWS)
        columns = [
            ["" if value is None else str(value) for value in column.to_pylist()]
            for column in rows.columns
        ]
        tables.append(
            RawFile(
                path.stem,
                list(rows.column_names),
                [list(row) for row in zip(*columns, strict=True)],
            )
        )
    return tables


def judged(built: Built, found: dict[str, dict[str, int]], tables: list[RawFile]):
    """Return the ending of an input, and a message.

    Parameters
    ----------
    built : what the run of dbt said.
    found : for each raw table ``rows_in``, ``rows_clean``, ``rows_quarantined``,
        ``rows_duplicate``, ``rows_erased`` and ``rows_rejected``; empty if the run
        stopped before.
    tables : as they were written.
    """
    for table, counts in found.items():
        parts = ("rows_clean", "rows_quarantined", "rows_duplicate", "rows_erased")
        if counts["rows_in"] != sum(counts[name] for name in parts):
            return "WRONG", f"{table}: rows are lost in the warehouse: {counts}"
    if found:
        for table in tables:
            counts = found[table.name]
            landed = counts["rows_in"] + counts["rows_rejected"]
            if table.known and landed != len(table.rows):
                message = f"of {len(table.rows)} rows {landed} were landed: {counts}"
                return "WRONG", f"{table.name}: {message}"
    if built.success:
        return ("green", "") if found else ("WRONG", "green, but nothing is counted")
    message = "\n".join(built.errors).strip()
    if not message or NOT_OURS.search(message):
        return "WRONG", message or "it stopped and did not say why"
    return "stopped", message


def run_input(seed: int, whole: bool, source: Path, folder: Path) -> Outcome:
    """Write an input, build it and judge the result.

    Parameters
    ----------
    seed : of the input.
    whole : build all models; else those that clean and count.
    source : folder of the tables in order.
    folder : of this input; it is kept if the result is wrong.
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "raw").mkdir(parents=True)
    tables, notes = damaged(read_tables(source), seed)
    for table in tables:
        table.write(folder / "raw")
    started = time.perf_counter()
    built = _build(folder, [] if whole else CLEANING)
    seconds = time.perf_counter() - started
    ending, message = judged(built, _counted(folder / "strata.duckdb"), tables)
    if ending != "WRONG":
        shutil.rmtree(folder, ignore_errors=True)
    return Outcome(seed, notes, ending, message, seconds)


_manifest: Any = None


def _build(folder: Path, selection: list[str]) -> Built:
    """Run dbt in this process, with what it has parsed for an earlier input."""
    # dbt takes a second to import.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    global _manifest
    options = [
        *("--no-write-json", "--log-level", "none", "--log-level-file", "none"),
        *("--no-use-colors",),
    ]
    places = [
        *("--project-dir", str(ROOT), "--profiles-dir", str(ROOT / "profiles")),
        *("--target-path", str(ROOT / "target" / "fuzz" / "parsed" / str(os.getpid()))),
        *("--log-path", str(folder / "logs")),
    ]
    variables = {
        "STRATA_RAW_DIR": str(folder / "raw"),
        "STRATA_DATABASE": str(folder / "strata.duckdb"),
        "STRATA_STATE_DIR": str(folder / "state"),
        "STRATA_ID_KEY": "fuzz",
        "STRATA_THREADS": "1",
        "STRATA_DUCKDB_THREADS": "1",
    }
    with patch.dict(os.environ, variables):
        if _manifest is None:
            parsed = dbtRunner().invoke([*options, "parse", *places])
            if not parsed.success:
                raise RuntimeError(f"the project cannot be parsed: {parsed.exception}")
            _manifest = parsed.result
        errors: list[str] = []

        def keep(event: Any) -> None:
            if event.info.level == "error":
                errors.append(event.info.msg)

        outcome = dbtRunner(manifest=_manifest, callbacks=[keep]).invoke(
            [*options, "build", *selection, *places]
        )
    DuckDBConnectionManager.close_all_connections()
    if outcome.exception is not None:
        errors.append(f"{type(outcome.exception).__name__}: {outcome.exception}")
    return Built(outcome.success, errors)


def _counted(database: Path) -> dict[str, dict[str, int]]:
    """Return the rows of each raw table, or nothing if they were not counted."""
    if not database.exists():
        return {}
    with duckdb.connect(str(database)) as connection:
        try:
            rows = connection.sql("from intermediate.int_rows_counted").df()
        except duckdb.CatalogException:
            return {}
        rejected = dict(
            connection.sql(
                "select raw_table, count(*) from raw.raw_rejects group by all"
            ).fetchall()
        )
    return {
        row.pop("entity"): {**row, "rows_rejected": rejected.get(row_entity, 0)}
        for row in rows.to_dict("records")
        for row_entity in [row["entity"]]
    }


def _outcomes(
    seeds: list[int], whole_every: int, processes: int, source: Path, folder: Path
) -> Iterator[Outcome]:
    """Yield the outcome of each input as it ends."""
    asked = [
        (seed, whole_every > 0 and seed % whole_every == 0, source, folder / str(seed))
        for seed in seeds
    ]
    # A process that dies takes the pool with it; the rest goes on in another.
    while asked:
        pool = ProcessPoolExecutor(
            processes, multiprocessing.get_context("spawn"), max_tasks_per_child=25
        )
        with pool:
            runs = {pool.submit(run_input, *each): each for each in asked[:50]}
            for run in as_completed(runs):
                each = runs[run]
                try:
                    outcome = run.result()
                except BrokenProcessPool:
                    continue
                except Exception as problem:  # An input must not end the others.
                    outcome = Outcome(each[0], [], "WRONG", repr(problem))
                asked.remove(each)
                yield outcome
        if asked and asked[0] in runs.values():
            dead = asked.pop(0)
            yield Outcome(dead[0], [], "WRONG", "the process died")


@app.command()
def main(
    inputs: Annotated[int, typer.Option(help="Number of inputs.")] = 200,
    first: Annotated[int, typer.Option(help="Seed of the first one.")] = 1,
    whole_every: Annotated[
        int, typer.Option(help="Build all models for one input in so many; 0: never.")
    ] = 10,
    customers: Annotated[int, typer.Option(help="People before the damage.")] = 60,
    processes: Annotated[int, typer.Option(help="Builds side by side.")] = 2,
    folder: Annotated[
        Path, typer.Option("--dir", help="Inputs; those that come out wrong stay.")
    ] = ROOT / "target" / "fuzz",
) -> None:
    """Build damaged inputs and say which come out wrong; exit 1 if one does."""
    source = generated(folder / "data", customers, 1, UNTIL)
    seeds = list(range(first, first + inputs))
    endings: Counter[str] = Counter()
    wrong = []
    found = _outcomes(seeds, whole_every, processes, source, folder)
    with (folder / "outcomes.csv").open("w", newline="") as file:
        written = csv.writer(file)
        written.writerow(["seed", "ending", "seconds", "damages", "message"])
        for number, outcome in enumerate(found, 1):
            endings[outcome.ending] += 1
            if outcome.ending == "WRONG":
                wrong.append(outcome)
            notes = "; ".join(outcome.notes)
            written.writerow(
                [
                    *(outcome.seed, outcome.ending, f"{outcome.seconds:.1f}"),
                    *(notes, outcome.message),
                ]
            )
            file.flush()
            typer.echo(
                f"{number}/{inputs} {outcome.ending} {outcome.seed} ({notes}), "
                f"{outcome.seconds:.0f} s"
            )
    for outcome in sorted(wrong, key=lambda each: each.seed):
        typer.echo(
            f"\nInput {outcome.seed} ({'; '.join(outcome.notes)}):\n{outcome.message}\n"
            f"Repeat it: python -m bench.fuzz --first {outcome.seed} --inputs 1"
        )
    typer.echo(
        f"\n{inputs} inputs: {endings['green']} green, {endings['stopped']} stopped "
        f"with a clear message, {endings['WRONG']} wrong. "
        f"All: {folder / 'outcomes.csv'}"
    )
    if wrong:
        raise typer.Exit(1)


if __name__ == "__main__":
    app()
