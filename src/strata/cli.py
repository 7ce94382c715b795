"""The command `strata`: what a person does beside `dbt build`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from strata.access import person_data
from strata.mapping import MappingError, map_source
from strata.reading import (
    DatabaseError,
    current_quality,
    current_segments,
    rows_to_erase,
    source_agreement,
)

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

Database = Annotated[
    Path, typer.Option(envvar="STRATA_DATABASE", help="The DuckDB file that was built.")
]
DEFAULT_DATABASE = Path("strata.duckdb")


def _or_fail(call: Callable, *arguments: Any) -> Any:
    """Call, and turn an error that a person can mend into a message."""
    try:
        return call(*arguments)
    except (DatabaseError, MappingError) as error:
        typer.secho(f"Error: {error}", fg=typer.colors.RED, err=True)
        raise typer.Exit(1) from error


@app.command()
def segments(database: Database = DEFAULT_DATABASE) -> None:
    """Print the current segments of each scheme."""
    rows = _or_fail(current_segments, database)
    layout = "{:<18} {:<44} {:>10} {:>7} {:>8}"
    typer.echo(layout.format("scheme", "segment", "customers", "share", "revenue"))
    for scheme, name, customers, share, revenue in rows:
        revenue_text = "" if revenue is None else f"{revenue:.1%}"
        typer.echo(
            layout.format(scheme, name, f"{customers:,}", f"{share:.1%}", revenue_text)
        )


@app.command()
def quality(database: Database = DEFAULT_DATABASE) -> None:
    """Print where the raw rows went: clean, quarantined and why, or duplicates."""
    counts, reasons = _or_fail(current_quality, database)
    layout = "{:<22} {:>12} {:>12} {:>12} {:>12}"
    typer.echo(
        layout.format("raw table", "rows in", "clean", "quarantined", "duplicates")
    )
    for table, *numbers in counts:
        if any(numbers):
            typer.echo(layout.format(table, *(f"{number:,}" for number in numbers)))
    typer.echo("\nquarantined because of")
    for table, reason, count in reasons:
        typer.echo(f"{table:<22} {count:>12,}  {reason}")


@app.command()
def agreement(database: Database = DEFAULT_DATABASE) -> None:
    """Print how far sources agree on customers, and whose external attributes are."""
    compared, external_rows = _or_fail(source_agreement, database)
    layout = "{:<18} {:<18} {:<18} {:>10} {:>10} {:>7}"
    typer.echo(
        layout.format("attribute", "source", "source", "customers", "agreeing", "share")
    )
    for attribute, one, other, customers, agreeing, share in compared:
        numbers = (f"{customers:,}", f"{agreeing:,}", f"{share:.1%}")
        typer.echo(layout.format(attribute, one, other, *numbers))
    layout = "{:<18} {:<18} {:<18} {:<20} {:>10}"
    if external_rows:
        typer.echo("")
        typer.echo(
            layout.format("provider", "attribute", "identified by", "status", "rows")
        )
    for *words, count in external_rows:
        typer.echo(layout.format(*words, f"{count:,}"))


@app.command()
def erased(database: Database = DEFAULT_DATABASE) -> None:
    """List the raw rows of erased people: delete them from your files."""
    rows = _or_fail(rows_to_erase, database)
    layout = "{:<22} {:<36} {}"
    if rows:
        typer.echo(layout.format("raw table", "key of the rows", "folder of the file"))
    for table, folder, key in rows:
        typer.echo(layout.format(table, key, folder or "a loader's table"))


@app.command("export-person")
def export_person(
    identifier: Annotated[
        str, typer.Argument(help="A key, e-mail, phone, handle or customer id.")
    ],
    database: Database = DEFAULT_DATABASE,
    out: Annotated[
        Path | None, typer.Option(help="File to write; else it is printed.")
    ] = None,
) -> None:
    """Write all that is held of a person as JSON."""
    held = _or_fail(person_data, database, identifier)
    text = json.dumps(held, indent=2, ensure_ascii=False)
    if out is None:
        typer.echo(text)
        return
    out.write_text(text + "\n", encoding="utf-8")
    rows = sum(map(len, held["tables"].values()))
    typer.echo(f"{out}: {rows} rows of {len(held['tables'])} tables")


@app.command("map")
def map_(
    script: Annotated[Path, typer.Argument(help="SQL that creates the raw tables.")],
    source: Annotated[Path, typer.Option(help="The .csv or .parquet file to map.")],
    out: Annotated[Path, typer.Option(help="Folder for the raw tables.")],
) -> None:
    """Map a file of your own layout to raw tables."""
    for table, count in _or_fail(map_source, script, source, out).items():
        typer.echo(f"{out / table}.parquet: {count:,} rows")
