"""The command `strata`: what a person does beside `dbt build`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from strata.access import person_data
from strata.mapping import MappingError, map_source
from strata.pages import PageError, write_page
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


Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Replace the file where there is one.")
]


def _or_fail(call: Callable, *arguments: Any) -> Any:
    """Call, and turn an error that a person can mend into a message."""
    try:
        return call(*arguments)
    except (DatabaseError, MappingError, PageError) as error:
        typer.secho(f"Error: {error}", fg=typer.colors.RED, err=True)
        raise typer.Exit(1) from error


@app.command()
def segments(database: Database = DEFAULT_DATABASE) -> None:
    """Print the current segments of each scheme."""
    rows = _or_fail(current_segments, database)
    layout = "{:<9} {:<18} {:<44} {:>8} {:>7} {:>8}"
    typer.echo(
        layout.format("entity", "scheme", "segment", "members", "share", "revenue")
    )
    for entity, scheme, name, members, share, revenue in rows:
        revenue_text = "" if revenue is None else f"{revenue:.1%}"
        typer.echo(
            layout.format(
                entity, scheme, name, f"{members:,}", f"{share:.1%}", revenue_text
            )
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
    layout = "{:<22} {:<48} {}"
    if rows:
        typer.echo(layout.format("raw table", "key of the rows", "file"))
    for table, key, file in rows:
        at = "" if table == "raw_rejects" else file or "a loader's table"
        typer.echo(layout.format(table, key, at))


@app.command("export-person")
def export_person(
    identifier: Annotated[
        str, typer.Argument(help="A key, handle, customer id, e-mail or phone.")
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


@app.command("match-weights")
def match_weights(
    database: Database = DEFAULT_DATABASE,
    out: Annotated[Path, typer.Option(help="The page to write.")] = Path(
        "match_weights.html"
    ),
    overwrite: Overwrite = False,
) -> None:
    """Write a page of what says that two records are one person, and how much."""
    # Splink takes most of a second to import: only those who ask wait for it.
    from strata.identity.explaining import linkage_model
    from strata.identity.pages import model_page

    model = _or_fail(linkage_model, database)
    _or_fail(write_page, out, model_page(model), overwrite)
    typer.echo(f"{out}: open it in a browser")


@app.command("why-linked")
def why_linked(
    record_id: Annotated[
        str, typer.Argument(help="A record, such as crm_contacts:17.")
    ],
    other_id: Annotated[str, typer.Argument(help="Another.")],
    database: Database = DEFAULT_DATABASE,
    out: Annotated[
        Path | None, typer.Option(help="A page to write, with a chart.")
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Say why two records are one person, or why they are not."""
    from strata.identity import explaining
    from strata.identity.pages import pair_page

    pair = _or_fail(explaining.why_linked, database, record_id, other_id)
    if out is not None:
        _or_fail(write_page, out, pair_page(pair), overwrite)
        typer.echo(f"{out}: open it in a browser")
        return
    typer.echo(pair.verdict + "\n")
    rows = pair.rows()
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    layout = "  ".join([*(f"{{:<{width}}}" for width in widths[:-1]), "{:>6}"])
    for row in rows:
        typer.echo(layout.format(*row))


@app.command("map")
def map_(
    script: Annotated[Path, typer.Argument(help="SQL that creates the raw tables.")],
    source: Annotated[Path, typer.Option(help="The .csv or .parquet file to map.")],
    out: Annotated[Path, typer.Option(help="Folder for the raw tables.")],
) -> None:
    """Map a file of your own layout to raw tables."""
    for table, count in _or_fail(map_source, script, source, out).items():
        typer.echo(f"{out / table}.parquet: {count:,} rows")
