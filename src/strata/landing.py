"""Plan the landing of the raw files: what dbt reads of them, and how.

dbt calls this as a function of the database (`strata.dbt_plugin`) and runs the SQL
that follows from the plan (`macros/landing`). Files are opened only if they are new.
"""

import json
import os
import re
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from hashlib import md5
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from strata.csv_files import (
    START,
    UNREADABLE,
    CsvError,
    copy_as_utf8,
    csv_layout,
    decoded_start,
    first_bytes,
    is_packed,
)
from strata.parquet_files import ParquetError, parquet_groups

# A change of how files are landed lands them again.
VERSION = "2"

KINDS = re.compile(r"\.(?:(parquet)|csv(?:\.(?:gz|gzip|zst|zstd))?)$", re.IGNORECASE)

# What to do about files that are neither, by the end of their name.
ADVICE = {
    r"\.(xlsx?|xlsm|xlsb|ods|numbers)$": "save the sheet as CSV UTF-8",
    r"\.(zip|7z|rar|tar|tgz|tar\.\w+)$": "unpack it",
    r"\.(tsv|txt|tab|dat)(\.\w+)?$": "rename it to .csv if it is one",
    r"\.(pq|parq)$": "rename it to .parquet",
    r"\.(csv|parquet)\.\w+$": "unpack it, or compress it as .csv.gz or .csv.zst",
}

# The name of a folder for rows without a value.
HIVE_NULL = "__HIVE_DEFAULT_PARTITION__"

# Copies of files that DuckDB cannot read, below its folder for spilled data.
COPIES = "landing"


@dataclass
class Part:
    """Files of a raw table that are read by one statement.

    Attributes
    ----------
    kind : csv or parquet.
    files : paths to read.
    file : what they are called in messages: the file, of which a copy may be read.
    types : of the columns of parquet files, by name in lower case.
    names : of the columns of csv files in order, in lower case.
    constants : of csv files, columns in the names of folders such as
        ``currency=EUR``, with their value.
    delimiter, has_more : of csv files, see Layout.
    note : what was mended.
    """

    kind: str
    files: list[str]
    file: str
    types: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    constants: dict[str, str | None] = field(default_factory=dict)
    delimiter: str = ""
    has_more: bool = False
    note: str | None = None

    def is_read_with(self, other: "Part") -> bool:
        """Return whether one statement reads both; copies are read on their own."""
        layouts = [
            (each.names, each.constants, each.delimiter, each.files[-1] == each.file)
            for each in (self, other)
        ]
        return layouts[0] == layouts[1] and layouts[0][-1]

    @property
    def columns(self) -> list[str]:
        """The columns found, in lower case."""
        return [*self.names, *self.constants] or list(self.types)


@dataclass
class Input:
    """A file or folder of the raw folder that has the name of a raw table.

    Attributes
    ----------
    name : below the raw folder; of a folder with a slash.
    files : the csv and parquet files.
    problems : why others cannot be read.
    """

    name: str
    files: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def landing_plan(contract: str, folder: str, objects: str, spill: str) -> str:
    """Return what is to be done for each raw table, as JSON.

    Parameters
    ----------
    contract : JSON list of raw_table, columns and required.
    folder : absolute path of the raw folder, or ''.
    objects : JSON list of what is in the schema raw: raw_table, object_type, comment,
        is_filled and columns.
    spill : folder for copies.

    Returns
    -------
    str
        ``tables``: for each raw table ``action`` (parquet, csv, empty, keep, loaded),
        ``problems``, ``parts``, ``mark`` and ``input``; ``unknown``: names of files
        that are no raw table's.
    """
    tables = json.loads(contract)
    names = [table["raw_table"] for table in tables]
    there = {each["raw_table"]: each for each in json.loads(objects or "[]")}
    remove_copies(spill)
    copies = Path(spill) / COPIES
    inputs, unknown = found_inputs(Path(folder), names) if folder else ({}, [])
    for table in tables:
        _plan_table(
            table, inputs.get(table["raw_table"], []), there, folder, copies, unknown
        )
    if any(table["problems"] for table in tables):
        remove_copies(spill)
    return json.dumps({"tables": tables, "unknown": sorted(unknown)})


def landing_copies(files: str, spill: str) -> str:
    """Return parts, as JSON, for csv files that turned out not to be UTF-8.

    Parameters
    ----------
    files : JSON list of paths.
    spill : folder for copies.
    """
    copies = Path(spill) / COPIES
    return json.dumps(
        [asdict(_csv_part(Path(file), copies, True)) for file in json.loads(files)]
    )


def remove_copies(spill: str) -> str:
    """Remove the copies of this run, or of one that was killed."""
    shutil.rmtree(Path(spill) / COPIES, ignore_errors=True)
    with suppress(OSError):
        Path(spill).rmdir()
    return spill


def file_stamp(file: Path) -> str:
    """Return what changes when a file is written again: size, time in ns and inode."""
    try:
        status = file.stat()
    except OSError:
        return ""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ino}"


def found_inputs(
    folder: Path, names: Iterable[str]
) -> tuple[dict[str, list[Input]], list[str]]:
    """Return the inputs of each raw table, and the names of other files.

    Hidden files and files that are still being written are no input, and truth/ is the
    generator's ground truth, which no model may read.

    Parameters
    ----------
    folder : the raw folder.
    names : of the raw tables.
    """
    names = list(names)
    inputs: dict[str, list[Input]] = {}
    unknown = []
    for path in _listed(folder) if folder.is_dir() else []:
        table = path.name.split(".")[0].lower()
        if table in names:
            inputs.setdefault(table, []).append(_input(path))
        elif path.name != "truth" and _may_be_data(path):
            slash = "/" if path.is_dir() else ""
            nearest = max(
                names,
                key=lambda name: (SequenceMatcher(None, table, name).ratio(), name),
                default="none",
            )
            unknown.append(f"{_shown(path.name)}{slash} (nearest raw table: {nearest})")
    return inputs, unknown


def _plan_table(
    table: dict[str, Any],
    inputs: list[Input],
    there: dict[str, dict[str, Any]],
    folder: str,
    copies: Path,
    unknown: list[str],
) -> None:
    """Add what is to be done to a table of the contract."""
    name = table["raw_table"]
    readable = [each for each in inputs if each.files]
    if readable:
        # Beside a readable one it is perhaps an older copy.
        unknown += [each.name for each in inputs if not each.files]
        inputs = readable
    problems = [problem for each in inputs for problem in each.problems]
    files = inputs[0].files if inputs else []
    mark = md5(f"{VERSION} {table['columns']}".encode())
    for file in files:
        mark.update(f"{file} {file_stamp(file)}\n".encode())
    kind = "empty"
    if files:
        kind = "parquet" if all(map(_is_parquet, files)) else "csv"
    found = there.get(name, {})
    comment = found.get("comment") or ""
    # A loader may have filled the empty table that an earlier run created.
    is_ours = comment.startswith("strata: ") and not (
        comment.startswith("strata: empty") and found["is_filled"]
    )
    table.update(
        action=kind,
        mark=f"strata: {kind} {mark.hexdigest()}",
        input=str(Path(folder) / inputs[0].name) if inputs else None,
        object_type=found.get("object_type"),
        parts=[],
        problems=problems,
    )
    if found and not is_ours:
        table["action"] = "loaded"
        problems += _loader_problems(table, found)
    elif len(inputs) > 1:
        both = " and ".join(each.name for each in inputs)
        problems.append(f"{both} are two inputs for one table; keep one of them.")
    elif not problems and comment.rsplit(" ", 1)[-1] == mark.hexdigest():
        table["action"] = "keep"
    elif not problems:
        try:
            parts = _parts(table, files, copies)
        except (CsvError, ParquetError) as error:
            problems.append(str(error))
        except OSError as error:
            problems.append(
                f"{table['input']} cannot be read or copied: {error.strerror}."
            )
        else:
            table["parts"] = [asdict(part) for part in parts]
            # A view cannot read a copy, which is removed.
            if any(part.note for part in parts):
                table["action"] = "csv"
                table["mark"] = f"strata: csv {mark.hexdigest()}"
    table["problems"] = [f"{name}: {problem}" for problem in problems]


def _loader_problems(table: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    relation = f"the {found['object_type']} raw.{table['raw_table']}"
    if table["input"]:
        yield (
            f"{relation} was made by a loader, and {table['input']} is there as well; "
            f"remove the file, or drop the {found['object_type']}."
        )
    missing = [each for each in table["required"] if each not in found["columns"]]
    if missing:
        yield (
            f"{relation} lacks the required column(s) {', '.join(missing)}; found: "
            f"{', '.join(found['columns'])}. Have the loader write them."
        )


def _parts(table: dict[str, Any], files: list[Path], copies: Path) -> list[Part]:
    """Return the parts of a table.

    Raises
    ------
    CsvError, ParquetError
        If one of them cannot be read.
    """
    parts: list[Part] = []
    for file in files:
        if file.stat().st_size == 0:
            raise CsvError(
                f"{file} is empty (0 bytes); write it again, or remove it if there is "
                "no such data."
            )
        if not _is_parquet(file):
            part = _csv_part(file, copies)
            before = parts[-1] if parts else part
            layouts = [
                (each.names, each.delimiter, each.note) for each in (part, before)
            ]
            if parts and layouts[0] == layouts[1] and before.files[-1] == before.file:
                before.files += part.files
                before.file = part.file
                before.has_more |= part.has_more
            else:
                parts.append(part)
    parquet = [file for file in files if _is_parquet(file)]
    for group in parquet_groups(parquet, table["columns"], copies):
        parts.append(Part("parquet", group.files, group.file, types=group.types))
        parts[-1].note = group.note
    for part in parts:
        _assert_columns(table, part)
    return parts


def _assert_columns(table: dict[str, Any], part: Part) -> None:
    found = part.columns
    missing = [name for name in table["required"] if name not in found]
    if missing:
        # Without a header, the first line is somebody's data.
        is_header = part.types or set(found) & set(table["columns"])
        raise CsvError(
            f"{part.file} lacks the required column(s) {', '.join(missing)}; "
            + (
                f"found: {', '.join(found)}. Rename or add the column(s)."
                if is_header
                else f"none of its {len(found)} columns is one of the contract. Its "
                "first line must name them."
            )
        )
    for name in table["columns"]:
        if found.count(name) > 1:
            raise CsvError(
                f"{part.file} has the column {name} twice; keep one of them."
            )


def _csv_part(file: Path, copies: Path, is_damaged: bool = False) -> Part:
    """Return how to read a csv file, of which a copy is made if it is not UTF-8.

    Raises
    ------
    CsvError
        If it cannot be read.
    """
    readable = file
    note = None
    try:
        start = first_bytes(file)
        try:
            text = decoded_start(start)
        except UnicodeDecodeError:
            is_damaged = True
        if is_damaged or is_packed(file):
            copies.mkdir(parents=True, exist_ok=True, mode=0o700)
            readable = copies / f"{md5(os.fsencode(file)).hexdigest()}.csv"
            note = copy_as_utf8(file, readable)
            start = first_bytes(readable)
            text = decoded_start(start)
        layout = csv_layout(text, is_whole=len(start) < START)
    except CsvError as error:
        raise CsvError(f"{file} {error}.") from error
    except UNREADABLE as error:
        reason = getattr(error, "strerror", None) or error
        raise CsvError(
            f"{file} cannot be read to its end: {reason}. Write it again."
        ) from error
    names = [name.lower() for name in layout.names]
    return Part(
        "csv",
        [str(readable)],
        str(file),
        names=names,
        constants={
            key: value for key, value in _folder_keys(file).items() if key not in names
        },
        delimiter=layout.delimiter,
        has_more=layout.has_more,
        note=f"{file} {note}" if note else None,
    )


def _folder_keys(file: Path) -> dict[str, str | None]:
    """Return the columns in the names of a file's folders, as DuckDB reads them."""
    pairs = [part.split("=", 1) for part in file.parts[:-1] if "=" in part]
    return {
        key.lower(): None if value == HIVE_NULL else unquote(value)
        for key, value in pairs
    }


def _input(path: Path) -> Input:
    """Return the files of one name in the raw folder."""
    is_folder = path.is_dir()
    found = Input(f"{_shown(path.name)}{'/' if is_folder else ''}")
    try:
        files = _files(path) if is_folder else [path]
    except OSError as error:
        found.problems.append(f"{_shown(str(path))} cannot be read: {error.strerror}.")
        return found
    for file in files:
        problem = _file_problem(file)
        if problem:
            found.problems.append(f"{_shown(str(file))} {problem}")
        else:
            found.files.append(file)
    if is_folder and not found.files and not found.problems:
        found.problems.append(
            f"the folder {_shown(str(path))} has no .csv or .parquet file; remove it "
            "if there is no such data."
        )
    return found


def _file_problem(file: Path) -> str | None:
    """Return why a file cannot be read, by its name and kind, or None."""
    if _shown(file.name) != file.name:
        return "has a name that is not UTF-8; rename it."
    try:
        mode = file.stat().st_mode
    except OSError as error:
        if file.is_symlink():
            return "is a link to nothing; restore its target, or remove it."
        return f"cannot be read: {error.strerror}."
    if not stat.S_ISREG(mode):
        return "is a named pipe or device, and no file; write the data to a file."
    if not KINDS.search(file.name):
        for pattern, advice in ADVICE.items():
            if re.search(pattern, file.name, re.IGNORECASE):
                return f"is neither .csv nor .parquet; {advice}."
        return "is neither .csv nor .parquet; convert it, or remove it."
    if not os.access(file, os.R_OK):
        return "cannot be read: permission denied."
    return None


def _files(folder: Path, above: frozenset[tuple[int, int]] = frozenset()) -> list[Path]:
    """Return what is in a folder at any depth, linked folders included."""
    status = folder.stat()
    place = (status.st_dev, status.st_ino)
    if place in above:
        return []
    files = []
    for path in _listed(folder):
        files += _files(path, above | {place}) if path.is_dir() else [path]
    return files


def _listed(folder: Path) -> list[Path]:
    """Return the entries of a folder that are not hidden, sorted."""
    return sorted(
        path
        for path in folder.iterdir()
        if not path.name.startswith((".", "_"))
        and not re.search(r"\.md$|^(readme|license).*\.txt$", path.name, re.IGNORECASE)
    )


def _may_be_data(path: Path) -> bool:
    """Return whether a file of no raw table is worth a warning."""
    if path.is_dir():
        return any(KINDS.search(file.name) for file in _files(path))
    return path.suffix.lower() != ".txt"


def _is_parquet(file: Path) -> bool:
    return file.suffix.lower() == ".parquet"


def _shown(name: str) -> str:
    """Return a name as text; bytes that are not UTF-8 become escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
