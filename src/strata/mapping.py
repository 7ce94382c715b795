"""Convert files of any layout to raw tables with a script of SQL views.

The script sees the files as ``source`` and creates a view for each raw table that it
can fill. This is a loader, so it may import duckdb.
"""

import csv
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from strata.exports import (
    ExportError,
    RejectedLine,
    exported_files,
    load_exports,
    without_values,
)
from strata.project import RawTable, find_project, nearest, raw_tables
from strata.spill import temporary_folder

# A column this similar to one of the contract is taken for a misspelling of it.
MISSPELT = 0.8

# Rejected lines are kept in this folder of the raw folder; the landing skips it.
REJECTS = "_rejects"


class MappingError(Exception):
    """The file or the script cannot be used; the message says what to do."""


@dataclass
class Mapped:
    """What a mapping wrote.

    Attributes
    ----------
    rows : number of rows of each file.
    warnings : what was not read, or will not be.
    """

    rows: dict[Path, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def map_source(
    script: Path,
    source: Path,
    out: Path,
    encoding: str | None = None,
    overwrite: bool = False,
) -> Mapped:
    """Write one part for each raw table that the script creates.

    Parameters
    ----------
    script : Path
        SQL that creates views named as raw tables, reading from ``source``. Other views
        help these; they are not written.
    source : Path
        A csv or parquet file, a folder of such files, or a pattern. Every column of a
        csv is text.
    out : Path
        Raw folder. A part is ``<raw table>/<script>-<source>.parquet``, so that several
        sources fill one table.
    encoding : str
        Of the csv files; None: UTF-8.
    overwrite : bool
        Replace the parts of this script and source.

    Returns
    -------
    Mapped
        Rows by file in alphabetical order, and warnings.

    Raises
    ------
    MappingError
        If the source is missing or unreadable, if the script fails or creates no raw
        table, if a view or column is a misspelt one of the contract, or if a file is
        there already. Nothing is written then.
    """
    contract = raw_tables(find_project())
    mapped = Mapped()
    part = f"{_file_name(script)}-{_file_name(source)}.parquet"
    with temporary_folder("map") as workspace:
        with duckdb.connect(str(workspace / "map.duckdb")) as connection:
            connection.execute("set TimeZone = 'UTC'")
            try:
                files, others = exported_files(source)
                rejected = load_exports(connection, files, encoding, workspace)
            except ExportError as error:
                raise MappingError(str(error)) from error
            if others:
                names = ", ".join(path.name for path in others)
                mapped.warnings.append(f"Not read in {source}: {names}.")
            try:
                sql = script.read_text(encoding="utf-8")
                connection.execute(sql)
                tables = _created_tables(connection, sql, contract)
                mapped.warnings += _column_warnings(connection, tables)
                _assert_absent(out, tables, part, overwrite)
                rows = {
                    table.name: _written(connection, table.name, workspace)
                    for table in tables
                }
            except (OSError, UnicodeDecodeError) as error:
                raise MappingError(
                    f"{script} cannot be read: {error}; check the path."
                ) from error
            except duckdb.Error as error:
                raise MappingError(
                    f"{script} does not run on {source}: {without_values(error)}\n"
                    f"The file's columns are {', '.join(_columns(connection))}."
                ) from error
        try:
            if overwrite:
                mapped.warnings += _without_stale_parts(out, tables, part)
            for name, count in rows.items():
                target = out / name / part
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(workspace / f"{name}.parquet", target)
                mapped.rows[target] = count
            if rejected:
                mapped.warnings.append(_keep_rejected(rejected, out, part))
        except OSError as error:
            raise MappingError(f"{out} cannot be written: {error.strerror}.") from error
    return mapped


def _file_name(path: Path) -> str:
    """Return a name for a part of a table; the landing skips hidden files."""
    return re.sub(r"\W+", "_", path.name.split(".")[0]).strip("_") or "source"


def _columns(connection: duckdb.DuckDBPyConnection, view: str = "source") -> list[str]:
    return [row[0] for row in connection.execute(f"describe {view}").fetchall()]


def _created_tables(
    connection: duckdb.DuckDBPyConnection, sql: str, contract: dict[str, RawTable]
) -> list[RawTable]:
    """Return the raw tables that the script created.

    A view or table of another name has to be read by another statement.
    """
    created = [
        name
        for (name,) in connection.execute(
            """
            select lower(table_name)
            from information_schema.tables
            where
                table_schema = 'main'
                and table_name not in ('source', 'rejected_lines', 'rejecting_scans')
            order by 1
            """
        ).fetchall()
    ]
    words = re.findall(r"\w+", re.sub("--.*", "", sql).lower())
    for name in created:
        if name not in contract and words.count(name) < 2:
            raise MappingError(
                f"The script creates {name}, which is no raw table and is not read by "
                f"another view; the nearest raw table is {nearest(name, contract)[0]}."
            )
    tables = [contract[name] for name in created if name in contract]
    if not tables:
        raise MappingError(
            "The script creates no view with the name of a raw table: "
            f"{', '.join(sorted(contract))}."
        )
    return tables


def _column_warnings(
    connection: duckdb.DuckDBPyConnection, tables: list[RawTable]
) -> list[str]:
    """Compare the columns with the contract."""
    warnings = []
    for table in tables:
        columns = [name.lower() for name in _columns(connection, table.name)]
        unknown = [name for name in columns if name not in table.columns]
        absent = [name for name in table.columns if name not in columns]
        for name in unknown:
            column, ratio = nearest(name, absent) if absent else ("", 0)
            if ratio >= MISSPELT:
                raise MappingError(
                    f"{table.name} has no column {name}; the nearest one is {column}."
                )
        if unknown:
            warnings.append(
                f"{table.name}: no column of the contract, and not read: "
                f"{', '.join(unknown)}. Its columns are {', '.join(table.columns)}."
            )
        missing = [name for name in table.required if name not in columns]
        if missing:
            warnings.append(
                f"{table.name} lacks the required column(s) {', '.join(missing)}: a "
                "build will stop on it."
            )
    return warnings


def _assert_absent(
    out: Path, tables: list[RawTable], part: str, overwrite: bool
) -> None:
    """Stop if a part, or another input of a table, is there."""
    for table in tables:
        for kind in ("parquet", "csv"):
            other = out / f"{table.name}.{kind}"
            if other.exists():
                raise MappingError(
                    f"{other} is there already, and a table has one file or one "
                    f"folder: move it to {out / table.name}/ to keep its rows, or "
                    "remove it."
                )
        if (out / table.name / part).exists() and not overwrite:
            raise MappingError(
                f"{out / table.name / part} is there already: add --overwrite to "
                "replace it. If this source is another one of the same name, rename it."
            )


def _written(connection: duckdb.DuckDBPyConnection, table: str, workspace: Path) -> int:
    target = str(workspace / f"{table}.parquet").replace("'", "''")
    (rows,) = connection.execute(
        f"copy (from {table}) to '{target}' (format parquet)"
    ).fetchone()
    return rows


def _without_stale_parts(out: Path, tables: list[RawTable], part: str) -> list[str]:
    """Remove parts of an earlier run in tables that the script no longer fills."""
    filled = {table.name for table in tables}
    stale = [path for path in out.glob(f"*/{part}") if path.parent.name not in filled]
    for path in stale:
        path.unlink()
    return [f"Removed {path}: the script no longer creates it." for path in stale]


def _keep_rejected(rejected: list[RejectedLine], out: Path, part: str) -> str:
    """Write the unreadable lines beside the raw tables and return a warning."""
    target = out / REJECTS / part.replace(".parquet", ".csv")
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "line", "error", "text"])
        writer.writerows(
            (each.file, each.line, each.error, each.text) for each in rejected
        )
    first = rejected[0]
    return (
        f"{len(rejected):,} line(s) cannot be read and are kept in {target}; the first "
        f"is line {first.line} of {first.file.name} ({first.error})."
    )
