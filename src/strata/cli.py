"""The command `strata`: what a person does beside `dbt build`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from strata.mapping import MappingError, map_source
from strata.segments import DatabaseError, current_segments

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


def _fail(error: Exception) -> None:
    typer.secho(f"Error: {error}", fg=typer.colors.RED, err=True)
    raise typer.Exit(1) from error


@app.command()
def segments(
    database: Annotated[
        Path, typer.Option(help="The DuckDB file; default $STRATA_DATABASE.")
    ] = Path(os.environ.get("STRATA_DATABASE", "strata.duckdb")),
) -> None:
    """Print the current segments of each scheme."""
    try:
        rows = current_segments(database)
    except DatabaseError as error:
        _fail(error)
    layout = "{:<18} {:<44} {:>10} {:>7} {:>8}"
    typer.echo(layout.format("scheme", "segment", "customers", "share", "revenue"))
    for scheme, name, customers, share, revenue in rows:
        revenue_text = "" if revenue is None else f"{revenue:.1%}"
        typer.echo(
            layout.format(scheme, name, f"{customers:,}", f"{share:.1%}", revenue_text)
        )


@app.command("map")
def map_(
    script: Annotated[Path, typer.Argument(help="SQL that creates the raw tables.")],
    source: Annotated[Path, typer.Option(help="The .csv or .parquet file to map.")],
    out: Annotated[Path, typer.Option(help="Folder for the raw tables.")],
) -> None:
    """Map a file of your own layout to raw tables."""
    try:
        rows = map_source(script, source, out)
    except MappingError as error:
        _fail(error)
    for table, count in rows.items():
        typer.echo(f"{out / table}.parquet: {count:,} rows")
