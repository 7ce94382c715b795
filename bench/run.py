"""Time `dbt build` at scale and, in the same run, the reference script.

Progress goes to standard error; the last line of standard output is one JSON. What is
measured, and how, is written in docs/benchmarks.md.
"""

import json
import os
import shutil
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from bench.compare import NOT_IN_REFERENCE, OUTPUTS
from bench.measure import Measured, run_measured
from bench.raw_data import ROOT, GeneratorError, generated, lay_out, size_of
from bench.timings import failing_nodes, read_timings, time_of

# Last day of the generated data, set so that one more day exists.
LAST_DAY = date(2026, 6, 30)

# Customers of the tiny input whose build gives the fixed cost of every build.
TINY = 200

# The customer of each record; an e-mail-only record has a row per spelling.
CUSTOMER_IDS = """
    select record_id, customer_id
    from intermediate.int_customer_ids
    where is_present and record_source != 'emails'
    union
    select 'emails:' || spelt.raw_email, ids.customer_id
    from intermediate.int_email_records as records
    inner join intermediate.int_customer_ids as ids
        on records.record_id = ids.record_id and ids.is_present
    inner join intermediate.int_emails_standardised as emails
        on records.email = emails.raw_email
    inner join intermediate.int_emails_standardised as spelt
        on emails.email = spelt.email
"""

app = typer.Typer(add_completion=False, help=__doc__)


class BuildError(RuntimeError):
    """dbt or the reference script failed."""


class Bench:
    """A folder with its own database, target and logs.

    Parameters
    ----------
    folder : emptied first.
    threads : threads of dbt and of DuckDB.
    memory_limit : DuckDB's memory limit, such as ``4GB``.
    """

    def __init__(self, folder: Path, threads: int, memory_limit: str) -> None:
        """Empty the folder and set the variables of every build in it."""
        self.folder = folder
        self.raw = folder / "raw"
        self.target = folder / "target"
        self.database = folder / "strata.duckdb"
        self.env = {
            "STRATA_RAW_DIR": str(self.raw),
            "STRATA_DATABASE": str(self.database),
            "STRATA_MEMORY_LIMIT": memory_limit,
            "STRATA_THREADS": str(threads),
            "STRATA_DUCKDB_THREADS": str(threads),
            "DBT_TARGET_PATH": str(self.target),
            "DBT_LOG_PATH": str(folder / "logs"),
            "PYTHONPATH": str(ROOT / "src"),
        }
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    def build(self, source: Path, name: str) -> dict:
        """Build the raw tables in `source` and return the measurements.

        Raises
        ------
        BuildError
            If dbt fails; the message names the failing nodes.
        """
        lay_out(source, self.raw)
        # The manifest is parsed beforehand, as in every second build.
        self.dbt(f"{name}-parse", "parse")
        measured = self.dbt(f"{name}-build", "build")
        timings = read_timings(self.target)
        return {
            "run_s": timings.pop("run_s"),
            "test_s": timings.pop("test_s"),
            "wall_s": measured.wall_s,
            "cpu_s": measured.cpu_s,
            "peak_mb": measured.peak_mb,
            "database_mb": round(self.database.stat().st_size / 1e6, 1),
            **size_of(self.raw),
            **timings,
        }

    def reference(self) -> dict:
        """Run the reference script on the same raw tables and return the measurements.

        Raises
        ------
        BuildError
            If the script fails.
        """
        log = self.folder / "reference.log"
        ids = self.folder / "customer_ids.parquet"
        with duckdb.connect(str(self.database), read_only=True) as connection:
            connection.sql(CUSTOMER_IDS).write_parquet(str(ids))
        measured = run_measured(
            [
                *(sys.executable, "-m", "bench.reference"),
                *("--raw", self.raw, "--out", self.folder / "reference"),
                *("--seeds", ROOT / "seeds" / "reference", "--ids", ids),
            ],
            log,
            {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src")))},
        )
        lines = log.read_text().splitlines()
        if measured.returncode != 0:
            raise BuildError(
                f"the reference script failed ({measured.returncode}), see {log}:\n"
                + "\n".join(lines[-5:])
            )
        return {
            "reference_wall_s": measured.wall_s,
            "reference_cpu_s": measured.cpu_s,
            "reference_peak_mb": measured.peak_mb,
            "reference_steps": json.loads(lines[-1]),
        }

    def dbt(self, name: str, command: str, *options: str) -> Measured:
        """Run a dbt command, its output in a log of this name.

        Raises
        ------
        BuildError
            If dbt fails; the message names the failing nodes.
        """
        log = self.folder / f"{name}.log"
        measured = run_measured(
            [
                *(Path(sys.executable).with_name("dbt"), command, "--no-use-colors"),
                *("--project-dir", ROOT, "--profiles-dir", ROOT, *options),
            ],
            log,
            self.env,
        )
        if measured.returncode != 0:
            failing = failing_nodes(self.target) if command == "build" else []
            tail = log.read_text().splitlines()[-8:]
            raise BuildError(
                f"dbt {command} failed ({measured.returncode}), see {log}:\n"
                + "\n".join(failing or tail)
            )
        return measured


@app.command()
def main(
    customers: Annotated[int, typer.Option(min=1, help="People to generate.")] = 20_000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the generator.")] = 1,
    data: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="Folder of raw tables to build instead of generated ones.",
        ),
    ] = None,
    threads: Annotated[
        int, typer.Option(min=1, help="Threads of dbt and of DuckDB.")
    ] = 2,
    memory_limit: Annotated[
        str,
        typer.Option(envvar="STRATA_MEMORY_LIMIT", help="DuckDB's memory limit."),
    ] = "4GB",
    skip_reference: Annotated[
        bool, typer.Option(help="Only the build, without the script beside it.")
    ] = False,
    second_run: Annotated[
        bool,
        typer.Option(help="Then build once more, incrementally, with one day more."),
    ] = False,
    scale_to: Annotated[
        int | None,
        typer.Option(min=1, help="Then build that many people too and compare."),
    ] = None,
    folder: Annotated[
        Path,
        typer.Option(
            "--dir", envvar="STRATA_BENCH_DIR", help="Generated data and results."
        ),
    ] = ROOT / "target" / "bench",
) -> None:
    """Time `dbt build` on generated data beside a script in pandas."""
    # The help is the module's docstring; errors are one sentence, not a traceback.
    if data is not None and (second_run or scale_to):
        raise typer.BadParameter("--data has no further day and no other size.")
    folder = folder.resolve()
    try:
        report = _report(
            folder,
            customers=customers,
            seed=seed,
            data=data,
            threads=threads,
            memory_limit=memory_limit,
            with_reference=not skip_reference,
            with_second_run=second_run,
            scale_to=scale_to,
        )
    except (BuildError, GeneratorError) as error:
        typer.echo(f"bench: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(json.dumps(report))


def _report(
    folder: Path,
    *,
    customers: int,
    seed: int,
    data: Path | None,
    threads: int,
    memory_limit: str,
    with_reference: bool,
    with_second_run: bool,
    scale_to: int | None,
) -> dict:
    """Run the requested parts and return the figures."""
    cache = folder / "data"
    settings = {"threads": threads, "memory_limit": memory_limit}
    if data is None:
        _say(f"data of {customers:,} customers, seed {seed}")
        data = generated(cache, customers, seed, LAST_DAY)
    bench = Bench(folder / "run", **settings)
    _say("dbt build")
    first = bench.build(data, "first")
    _say(_line(first))
    report = {
        "customers": customers,
        "seed": seed,
        **settings,
        "cores": len(os.sched_getaffinity(0)),
        **first,
    }

    if with_reference:
        _say("reference script")
        reference = bench.reference()
        reference["ratio_wall"] = _ratio(reference["reference_wall_s"], first["run_s"])
        reference["compared_s"] = time_of(bench.target, OUTPUTS, NOT_IN_REFERENCE)
        reference["ratio_compared"] = _ratio(
            reference["reference_wall_s"], reference["compared_s"]
        )
        reference["ratio_peak"] = _ratio(
            reference["reference_peak_mb"], first["peak_mb"]
        )
        _say(
            f"  {reference['reference_wall_s']} s, "
            f"{reference['reference_peak_mb']} MB: {reference['ratio_wall']} x run_s, "
            f"{reference['ratio_compared']} x the {reference['compared_s']} s of what "
            f"both make, {reference['ratio_peak']} x peak"
        )
        report |= reference

    if with_second_run:
        day = LAST_DAY + timedelta(days=1)
        _say(f"second run with {day}")
        second = bench.build(generated(cache, customers, seed, day), "second")
        _say(_line(second))
        report |= {
            "second_run_s": second["run_s"],
            "second_test_s": second["test_s"],
            "second_wall_s": second["wall_s"],
            "second_peak_mb": second["peak_mb"],
            "second_share": _ratio(second["run_s"], first["run_s"]),
            "second_share_wall": _ratio(second["wall_s"], first["wall_s"]),
            "second_layers": second["layers"],
            "second_top_nodes": second["top_nodes"],
        }

    if scale_to is not None:
        report |= _scaling(folder, cache, first, seed, scale_to, settings)
    return report


def _scaling(
    folder: Path, cache: Path, first: dict, seed: int, customers: int, settings: dict
) -> dict:
    """Build a tiny and another size, to see whether the cost grows with the data."""
    _say(f"fixed start: {TINY} customers")
    tiny = Bench(folder / "tiny", **settings).build(
        generated(cache, TINY, seed, LAST_DAY), "tiny"
    )
    _say(f"scaled: {customers:,} customers")
    scaled = Bench(folder / "scaled", **settings).build(
        generated(cache, customers, seed, LAST_DAY), "scaled"
    )
    _say(_line(scaled))
    return {
        "fixed_run_s": tiny["run_s"],
        "scaled_customers": customers,
        "scaled_run_s": scaled["run_s"],
        "scaled_wall_s": scaled["wall_s"],
        "scaled_peak_mb": scaled["peak_mb"],
        "scaled_data": _ratio(scaled["raw_rows"], first["raw_rows"]),
        # Without the fixed cost: the cost of the rows.
        "scaled_cost": _ratio(
            scaled["run_s"] - tiny["run_s"], first["run_s"] - tiny["run_s"]
        ),
    }


def _ratio(numerator: float, denominator: float) -> float | None:
    return round(numerator / denominator, 2) if denominator > 0 else None


def _line(figures: dict) -> str:
    return (
        f"  {figures['run_s']} s of models, {figures['test_s']} s of tests, "
        f"{figures['wall_s']} s in all, {figures['peak_mb']} MB"
    )


def _say(text: str) -> None:
    typer.echo(f"{time.strftime('%H:%M:%S')} {text}", err=True)


if __name__ == "__main__":
    app()
