"""Reports, explanations, personal data and file mapping beside `dbt build`."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from strata.access import person_data
from strata.answers import person_answer
from strata.checking import CheckError, check_folder
from strata.mapping import MappingError, map_source
from strata.pages import PageError, assert_absent, write_page
from strata.private import create_files_for_owner
from strata.project import (
    ProjectError,
    default_database,
    find_project,
    raw_tables,
)
from strata.reading import (
    DatabaseError,
    current_quality,
    current_segments,
    rows_to_erase,
    source_agreement,
)
from strata.starting import StartError, ready_mappings, start_folder

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        typer.echo(f"strata {version('strata-segmentation')}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Print the version and exit.",
        ),
    ] = False,
) -> None:
    """Reports, explanations, personal data and file mapping beside `dbt build`."""
    create_files_for_owner()


Database = Annotated[
    Path,
    typer.Option(envvar="STRATA_DATABASE", help="DuckDB file written by dbt build."),
]
DEFAULT_DATABASE = default_database()

# The width of a table if the output is not a terminal.
WIDEST = 100_000

# Errors that the user can fix; their message says how.
ERRORS = (
    CheckError,
    DatabaseError,
    MappingError,
    PageError,
    ProjectError,
    StartError,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Replace an existing file.")
]


def _or_fail(call: Callable, *arguments: Any) -> Any:
    """Call, and turn an error that the user can fix into a message."""
    try:
        return call(*arguments)
    except ERRORS as error:
        typer.secho(f"Error: {error}", fg=typer.colors.RED, err=True)
        raise typer.Exit(1) from error


def _warn(warnings: Iterable[str]) -> None:
    for warning in warnings:
        typer.secho(f"Warning: {warning}", fg=typer.colors.YELLOW, err=True)


def _named(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Return rows as objects."""
    return [dict(zip(names, row, strict=True)) for row in rows]


def _print_json(value: Any) -> None:
    def plain(value: Any) -> float | str:
        return float(value) if isinstance(value, Decimal) else str(value)

    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=plain))


def _print_table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()
) -> None:
    """Print rows below headings, with the columns `numbers` aligned to the right."""
    table = Table(box=None, pad_edge=False, show_header=any(headings))
    for place, heading in enumerate(headings):
        justify = "right" if place in numbers else "left"
        table.add_column(heading, justify=justify, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console = Console(markup=False, emoji=False, highlight=False)
    if not console.is_terminal:
        # A file or a pipe has no width, so each row is printed on one line.
        console.width = WIDEST
    console.print(table)


@app.command()
def segments(database: Database = DEFAULT_DATABASE, as_json: AsJson = False) -> None:
    """Print the current segments of each scheme."""
    rows = _or_fail(current_segments, database)
    if as_json:
        names = ("entity", "scheme", "segment", "members", "share", "revenue")
        _print_json(_named(names, rows))
        return
    _print_table(
        ["entity", "scheme", "segment", "members", "share", "revenue"],
        [
            (
                entity,
                scheme,
                name,
                f"{members:,}",
                f"{share:.1%}",
                "" if revenue is None else f"{revenue:.1%}",
            )
            for entity, scheme, name, members, share, revenue in rows
        ],
        numbers=[3, 4, 5],
    )


@app.command()
def quality(database: Database = DEFAULT_DATABASE, as_json: AsJson = False) -> None:
    """Print the outcome of the raw rows of the last run, with reasons and gates."""
    counts, reasons, verdicts = _or_fail(current_quality, database)
    if as_json:
        names = (
            "raw_table",
            "rows_in",
            "clean",
            "quarantined",
            "duplicates",
            "rejected",
        )
        because = _named(("raw_table", "reasons", "rows"), reasons)
        _print_json(
            {
                "rows": _named(names, counts),
                "quarantined_because": because,
                "gates": _named(("verdict", "message"), verdicts),
            }
        )
        return
    _print_table(
        ["raw table", "rows in", "clean", "quarantined", "duplicates", "rejected"],
        [(table, *(f"{number:,}" for number in numbers)) for table, *numbers in counts],
        numbers=[1, 2, 3, 4, 5],
    )
    typer.echo("\nquarantined because of")
    _print_table(
        ["", "", ""],
        [(table, f"{count:,}", reason) for table, reason, count in reasons],
        numbers=[1],
    )
    for verdict, message in verdicts:
        typer.echo(f"\n{verdict}: {message}")


@app.command()
def agreement(database: Database = DEFAULT_DATABASE, as_json: AsJson = False) -> None:
    """Print how often sources agree, and how external attributes are attached."""
    compared, external_rows = _or_fail(source_agreement, database)
    if as_json:
        names = (
            "attribute",
            "source",
            "other_source",
            "customers",
            "agreeing",
            "share",
        )
        external = ("provider", "attribute", "identified_by", "status", "rows")
        _print_json(
            {
                "agreement": _named(names, compared),
                "external_rows": _named(external, external_rows),
            }
        )
        return
    _print_table(
        ["attribute", "source", "source", "customers", "agreeing", "share"],
        [
            (attribute, one, other, f"{customers:,}", f"{agreeing:,}", f"{share:.1%}")
            for attribute, one, other, customers, agreeing, share in compared
        ],
        numbers=[3, 4, 5],
    )
    if external_rows:
        typer.echo("")
        _print_table(
            ["provider", "attribute", "identified by", "status", "rows"],
            [(*words, f"{count:,}") for *words, count in external_rows],
            numbers=[4],
        )


@app.command()
def erased(database: Database = DEFAULT_DATABASE, as_json: AsJson = False) -> None:
    """List the raw rows of erased people that you must delete from your files."""
    rows = _or_fail(rows_to_erase, database)
    if as_json:
        _print_json(_named(("raw_table", "row_key", "file"), rows))
        return
    if rows:
        _print_table(
            ["raw table", "key of the rows", "file"],
            [
                (
                    table,
                    key,
                    "" if table == "raw_rejects" else file or "a loader's table",
                )
                for table, key, file in rows
            ],
        )


@app.command("export-person")
def export_person(
    identifier: Annotated[
        str, typer.Argument(help="A key, handle, customer id, e-mail or phone.")
    ],
    database: Database = DEFAULT_DATABASE,
    out: Annotated[
        Path | None, typer.Option(help="File to write; default: standard output.")
    ] = None,
    overwrite: Overwrite = False,
    in_words: Annotated[
        bool, typer.Option("--words", help="Summarise in words instead of JSON.")
    ] = False,
) -> None:
    """Write all data held on a person as JSON, or summarise them in words."""
    if out is not None:
        _or_fail(assert_absent, out, overwrite)
    held = _or_fail(person_data, database, identifier)
    text = json.dumps(held, indent=2, ensure_ascii=False)
    if in_words:
        text = person_answer(held, raw_tables(_or_fail(find_project)))
    if out is None:
        typer.echo(text)
        return
    _or_fail(write_page, out, text + "\n", overwrite)
    rows = sum(map(len, held["tables"].values()))
    typer.echo(f"{out}: {rows} rows of {len(held['tables'])} tables")


@app.command("match-weights")
def match_weights(
    database: Database = DEFAULT_DATABASE,
    out: Annotated[Path, typer.Option(help="HTML page to write.")] = Path(
        "match_weights.html"
    ),
    overwrite: Overwrite = False,
) -> None:
    """Write a page with the learnt match weights."""
    # Splink takes most of a second to import, so only this command imports it.
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
    other_id: Annotated[str, typer.Argument(help="Another record.")],
    database: Database = DEFAULT_DATABASE,
    out: Annotated[
        Path | None, typer.Option(help="HTML page to write, with a chart.")
    ] = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Explain why two records are one person or two."""
    from strata.identity import explaining
    from strata.identity.pages import pair_page

    pair = _or_fail(explaining.why_linked, database, record_id, other_id)
    if out is not None:
        _or_fail(write_page, out, pair_page(pair), overwrite)
        typer.echo(f"{out}: open it in a browser")
        return
    headings, *rows = pair.rows()
    if as_json:
        names = ("compared", "left", "right", "finding", "weight")
        _print_json(
            {
                "answer": pair.answer(),
                "verdict": pair.verdict,
                "probability": pair.probability,
                "evidence": _named(names, rows),
            }
        )
        return
    typer.echo(f"{pair.answer()}\n\n{pair.verdict}\n")
    _print_table(headings, rows, numbers=[4])


@app.command("map")
def map_(
    script: Annotated[Path, typer.Argument(help="SQL that creates the raw tables.")],
    source: Annotated[
        Path,
        typer.Option(
            help="A .csv or .parquet file, a folder of them, or a pattern in quotes."
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the raw tables.")],
    encoding: Annotated[
        str | None,
        typer.Option(help="Encoding of a csv that is not UTF-8, such as cp1252."),
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="Replace what this script and source wrote."),
    ] = False,
) -> None:
    """Convert files of your own layout to raw tables with a SQL script."""
    mapped = _or_fail(map_source, script, source, out, encoding, overwrite)
    for path, count in mapped.rows.items():
        typer.echo(f"{path}: {count:,} rows")
    _warn(mapped.warnings)


@app.command()
def init(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder for your data; it may be new.")
    ] = None,
    names: Annotated[
        list[str] | None, typer.Argument(help="Mappings, such as shopify or hubspot.")
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Copy ready mappings into a folder of yours; without names, list them."""
    if folder is None or not names:
        _print_table(
            ["mapping", "reads"],
            [(each.name, each.title) for each in _or_fail(ready_mappings)],
        )
        typer.echo("\nCopy some of them: strata init my-data shopify hubspot")
        return
    for path in _or_fail(start_folder, folder, names, overwrite):
        typer.echo(path)


@app.command()
def check(
    folder: Annotated[
        Path,
        typer.Argument(envvar="STRATA_RAW_DIR", help="Folder of the raw tables."),
    ],
    as_json: AsJson = False,
) -> None:
    """Show in seconds how a raw folder will be understood, without building."""
    checked = _or_fail(check_folder, folder)
    if as_json:
        _print_json(asdict(checked))
        return
    for each in checked.tables:
        rejected = (
            f", {each.rejected_lines:,} unreadable lines" if each.rejected_lines else ""
        )
        typer.secho(f"{each.table}: {each.rows:,} rows{rejected}", bold=True)
        for finding in each.findings:
            typer.secho(f"  ! {finding}", fg=typer.colors.YELLOW)
        for column, words in each.words.items():
            counted = ", ".join(f"{word} {count:,}" for word, count in words.items())
            typer.echo(f"  {column}: {counted}")
        if each.empty_columns:
            typer.echo(f"  absent or empty: {', '.join(each.empty_columns)}")
        if each.sample:
            typer.echo("")
            _print_table(
                list(each.sample[0]),
                [
                    ["" if value is None else str(value) for value in row.values()]
                    for row in each.sample
                ],
            )
        typer.echo("")
    typer.echo(f"Tables that are not there: {', '.join(checked.absent_tables)}")
    _warn(checked.warnings)
