"""Read exported files of any layout: a csv as the landing reads it, and parquet."""

import codecs
import glob
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from strata.csv_files import (
    START,
    UNREADABLE,
    UTF16_MARKS,
    CsvError,
    csv_layout,
    decoded_start,
    first_bytes,
    is_packed,
    opened,
)

KINDS = re.compile(r"\.(?:(parquet)|csv(?:\.(?:gz|gzip|zst|zstd))?)$", re.IGNORECASE)

NAME_ENCODING = (
    "name its encoding, such as --encoding cp1252 (Windows). If only single "
    "characters are damaged, use --encoding utf-8: they become �."
)

SCHEMA = "exported"


class ExportError(Exception):
    """A file cannot be read; the message says what to do."""


@dataclass(frozen=True)
class RejectedLine:
    """A line that cannot be read.

    Attributes
    ----------
    file, line : file and line number; the header is line 1.
    text : of the line.
    error : why it cannot be read, without the text.
    """

    file: Path
    line: int
    text: str
    error: str


def exported_files(source: Path) -> tuple[list[Path], list[Path]]:
    """Return the files that a path names, and what is beside them in the folder.

    Parameters
    ----------
    source : a file, a folder or a pattern such as ``exports/2025-*.csv``.

    Returns
    -------
    files : the ``.csv`` (or ``.csv.gz``, ``.csv.zst``) and ``.parquet`` files, sorted.
    others : the rest of a folder, or of what a pattern matches, without hidden files.

    Raises
    ------
    ExportError
        If there is nothing to read.
    """
    if source.is_file():
        found = [source]
    elif source.is_dir():
        found = list(source.iterdir())
    else:
        found = [Path(name) for name in glob.glob(str(source), recursive=True)]  # noqa: PTH207
        if not found:
            raise ExportError(
                f"There is no file {source}: give the path of the data. A pattern must "
                "be in quotes."
            )
    found = sorted(path for path in found if not path.name.startswith("."))
    files = [path for path in found if KINDS.search(path.name) and path.is_file()]
    if not files:
        raise ExportError(
            f"{source} {'has' if source.is_dir() else 'is'} neither .csv nor .parquet: "
            "save the data as one of them first."
        )
    return files, [path for path in found if path not in files]


def load_exports(
    connection: duckdb.DuckDBPyConnection,
    files: Iterable[Path],
    encoding: str | None,
    workspace: Path,
) -> list[RejectedLine]:
    """Create the view ``source`` on some files and return their unreadable lines.

    Parameters
    ----------
    connection : to a database that can hold the rows of the csv files.
    files : columns are matched by name; every column of a csv is text.
    encoding : of the csv files; None: UTF-8, or UTF-16 if a file is marked so.
    workspace : folder for copies in UTF-8.

    Raises
    ------
    ExportError
        If a file cannot be read, or a quote that is never closed swallows lines.
    """
    connection.execute(f"create schema {SCHEMA}")
    rejected = []
    parts = []
    for number, file in enumerate(files):
        parts.append(f"{SCHEMA}.part_{number}")
        try:
            if KINDS.search(file.name).group(1):
                connection.execute(
                    f"create view {parts[-1]} as "
                    f"from read_parquet({_path(file)}, binary_as_string = true)"
                )
            else:
                readable = _as_utf8(file, encoding, workspace / f"{number}.csv")
                rejected += _load_csv(connection, parts[-1], file, readable)
        except duckdb.Error as error:
            raise ExportError(f"{file} cannot be read: {without_values(error)}") from (
                error
            )
    union = " union all by name ".join(f"from {part}" for part in parts)
    connection.execute(f"create view source as {union}")
    return rejected


def without_values(error: duckdb.Error) -> str:
    """Return the message of an error without the values that it cites."""
    if isinstance(error, duckdb.ConversionException | duckdb.InvalidInputException):
        return re.sub(r"(['\"]).*?\1", "…", str(error).split("\n")[0])
    return str(error)


def _load_csv(
    connection: duckdb.DuckDBPyConnection, table: str, file: Path, readable: Path
) -> list[RejectedLine]:
    """Create a table of text columns and return the unreadable lines."""
    delimiter, names = _header(file, readable)
    columns = ", ".join(f"{_text(name)}: 'varchar'" for name in names)
    connection.execute("drop table if exists rejected_lines")
    connection.execute("drop table if exists rejecting_scans")
    connection.execute(
        f"""
        create table {table} as
        from read_csv(
            {_path(readable)},
            auto_detect = false,
            columns = {{{columns}}},
            delim = {_text(delimiter)},
            header = true,
            quote = '"',
            escape = '"',
            comment = '',
            nullstr = '',
            strict_mode = true,
            store_rejects = true,
            rejects_table = 'rejected_lines',
            rejects_scan = 'rejecting_scans'
        )
        """
    )
    rejected = connection.execute(
        """
        select
            line,
            any_value(trim(csv_line, chr(10) || chr(13))) as text,
            list(distinct error_type::varchar order by error_type::varchar) as errors,
        from rejected_lines
        group by line
        order by line
        """
    ).fetchall()
    for line, text, errors in rejected:
        if "INVALID ENCODING" in errors:
            raise ExportError(f"{file} is not UTF-8 at line {line}: {NAME_ENCODING}")
        if "UNQUOTED VALUE" in errors and "\n" in (text or ""):
            raise ExportError(
                f"{file} has a quote at line {line} that is never closed and swallows "
                "the lines after it: close it, or double it if it is text."
            )
    return [
        RejectedLine(file, line, text or "", ", ".join(errors).lower())
        for line, text, errors in rejected
    ]


def _header(file: Path, readable: Path) -> tuple[str, list[str]]:
    """Return the delimiter and the columns of a csv in UTF-8."""
    try:
        start = first_bytes(readable)
        # DuckDB says which line is not UTF-8, if it is not the first one.
        text = decoded_start(start, errors="surrogateescape")
        layout = csv_layout(text, is_whole=len(start) < START)
        "".join(layout.names).encode()
    except UnicodeEncodeError as error:
        raise ExportError(
            f"{file} is not UTF-8 in its header: {NAME_ENCODING}"
        ) from error
    except CsvError as error:
        raise ExportError(f"{file} {error}.") from error
    except UNREADABLE as error:
        raise ExportError(f"{file} cannot be read: {error}.") from error
    return layout.delimiter, _distinct(layout.names)


def _distinct(names: list[str]) -> list[str]:
    """Return names for all columns: a second one of a name, or none, is numbered."""
    taken: set[str] = set()
    distinct = []
    for place, name in enumerate(names, 1):
        given = name or f"column_{place}"
        while given.lower() in taken:
            given = f"{given}_{place}"
        taken.add(given.lower())
        distinct.append(given)
    return distinct


def _as_utf8(file: Path, encoding: str | None, copy: Path) -> Path:
    """Return the file, or an unpacked copy in UTF-8."""
    try:
        start = first_bytes(file)[:4]
        if start[:2] in UTF16_MARKS:
            encoding = "utf-16"
        if encoding is None and not is_packed(file):
            return file
        if encoding is None:
            # DuckDB would read a file that is cut off up to that point.
            with opened(file) as packed, copy.open("wb") as unpacked:
                shutil.copyfileobj(packed, unpacked)
            return copy
        if start.startswith(codecs.BOM_UTF8):
            encoding = "utf-8"
        name = codecs.lookup(encoding).name
        damaged = "replace" if name == "utf-8" else "strict"
        with (
            opened(file) as packed,
            codecs.getreader(name)(packed, errors=damaged) as lines,
            copy.open("w", encoding="utf-8", newline="") as text,
        ):
            shutil.copyfileobj(lines, text)
    except CsvError as error:
        raise ExportError(f"{file} {error}.") from error
    except LookupError as error:
        raise ExportError(
            f"There is no encoding {encoding}: use a name such as cp1252, latin-1 or "
            "utf-16."
        ) from error
    except UnicodeError as error:
        raise ExportError(f"{file} is not in {encoding}: name another one.") from error
    except UNREADABLE as error:
        raise ExportError(f"{file} cannot be read: {error}.") from error
    return copy


def _path(file: Path) -> str:
    """Return a path as SQL text that is no pattern."""
    return _text(re.sub(r"([*?\[])", r"[\1]", str(file.resolve())))


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
