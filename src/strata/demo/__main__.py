"""Command line: ``python -m strata.demo --customers 1500 --seed 1 --out DIR``."""

import os
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from strata.demo.build import clear, generate
from strata.demo.settings import ANCHOR, FIRST_UNTIL, HORIZON, Settings


class FileFormat(StrEnum):
    """How tables are written."""

    CSV = "csv"
    PARQUET = "parquet"
    MIXED = "mixed"


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def _fail(message: str) -> typer.Exit:
    typer.echo(f"Error: {message}", err=True)
    return typer.Exit(2)


@app.command()
def main(
    out: Annotated[Path, typer.Option(help="Folder to write into.")],
    customers: Annotated[int, typer.Option(help="Number of people.")] = 1500,
    seed: Annotated[int, typer.Option(help="Seed of all random numbers.")] = 1,
    file_format: Annotated[
        FileFormat,
        typer.Option(
            "--format",
            help="mixed: orders, lines, events and sends in parquet, the rest in csv.",
        ),
    ] = FileFormat.MIXED,
    until: Annotated[
        str,
        typer.Option(
            help=f"Last day of data, {FIRST_UNTIL} to {HORIZON}. A later day only adds "
            "facts; earlier rows stay as they are."
        ),
    ] = ANCHOR.isoformat(),
    days_more: Annotated[
        int, typer.Option(help="Days to add to --until: the same data and some days.")
    ] = 0,
    orders_per_customer: Annotated[
        float, typer.Option(help="Mean orders per person over three years.")
    ] = 20.0,
    events_per_customer: Annotated[
        float, typer.Option(help="Mean web events per person over three years.")
    ] = 30.0,
    processes: Annotated[
        int, typer.Option(help="Processes; 0: one per core. Changes no byte.")
    ] = 0,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the tables in the folder.")
    ] = False,
) -> None:
    """Make the raw tables of a French retailer, with ground truth.

    The 17 raw tables go to the folder, the ground truth to its sub-folder truth/, which
    no model may read. The same options give the same bytes. More than 20,000 people
    give folders of parquet parts.
    """
    try:
        last = datetime.strptime(until, "%Y-%m-%d").date()
    except ValueError:
        raise _fail(f"--until: {until!r} is no date like 2026-06-30") from None
    try:
        settings = Settings(
            customers,
            seed,
            last + timedelta(days=days_more),
            orders_per_customer,
            events_per_customer,
        )
    except ValueError as error:
        raise _fail(str(error)) from None
    if out.exists() and not out.is_dir():
        raise _fail(f"{out} is a file, not a folder")
    if out.exists() and any(out.iterdir()):
        if not overwrite:
            raise _fail(f"{out} is not empty; --overwrite replaces its tables")
        clear(out)
    summary = generate(
        settings, file_format.value, out, processes or os.cpu_count() or 1, typer.echo
    )
    rows = summary["rows"]
    for table, count in rows.items():
        typer.echo(f"{table:24}{count:>12,}")
    typer.echo(
        f"{summary['persons']:,} people, {summary['buyers']:,} of them buyers in "
        f"{summary['groups']} groups; oracle's adjusted Rand index "
        f"{summary['oracle_ari']:.3f}; written to {out}"
    )


if __name__ == "__main__":
    app()
