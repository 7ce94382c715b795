"""Tell what parquet files hold: columns, types, and text that is not UTF-8."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path

import duckdb

# DuckDB writes no text that is not UTF-8.
SOUND_WRITER = "DuckDB"

ROWS_AT_ONCE = 50_000


class ParquetError(Exception):
    """A file cannot be read; the message says why and what to do."""


@dataclass
class ParquetGroup:
    """Files of the same columns and types.

    Attributes
    ----------
    files : paths to read.
    file : the last of them, or what it is a copy of.
    types : DuckDB's type of each column, by name in lower case.
    note : what was mended.
    """

    files: list[str]
    file: str
    types: dict[str, str]
    note: str | None = None


def parquet_groups(
    files: Iterable[Path], columns: Iterable[str], copies: Path
) -> list[ParquetGroup]:
    """Return files by their types; a file with damaged text is copied.

    Parameters
    ----------
    files : absolute paths.
    columns : of the contract; other columns are not looked at.
    copies : folder for the copies, which may not exist yet.

    Raises
    ------
    ParquetError
        If a file cannot be read.
    """
    files = list(files)
    if not files:
        return []
    with duckdb.connect() as connection:
        schemas = _schemas(connection, files)
        by_schema: dict[tuple, list[Path]] = {}
        for file in files:
            # The names of folders such as year=2025 are columns, too.
            keys = tuple(re.findall(r"/([^/=]+)=[^/]*(?=/)", str(file)))
            by_schema.setdefault((*schemas[str(file)], keys), []).append(file)
        groups: dict[tuple, ParquetGroup] = {}
        unchecked = []
        for (_, writer, _), members in by_schema.items():
            types = {
                name.lower(): kind
                for name, kind, *_ in connection.execute(
                    f"describe from {reading(members[:1])}"
                ).fetchall()
            }
            known = tuple((name, types[name]) for name in columns if name in types)
            group = groups.setdefault(known, ParquetGroup([], str(members[-1]), types))
            group.files += map(str, members)
            texts = [name for name, kind in known if kind == "VARCHAR"]
            if texts and not writer.startswith(SOUND_WRITER):
                unchecked.append((group, members, texts))
        mended = []
        for group, members, texts in unchecked:
            for file in _damaged(connection, members, texts):
                copy, note = _mended(file, texts, copies)
                group.files.remove(str(file))
                mended.append(ParquetGroup([str(copy)], str(file), group.types, note))
    return [group for group in groups.values() if group.files] + mended


def reading(files: Iterable[Path]) -> str:
    """Return the table function that reads parquet files."""
    paths = ", ".join(_quoted(file) for file in files)
    return (
        f"read_parquet([{paths}], union_by_name = true, binary_as_string = true, "
        "hive_types_autocast = false)"
    )


def _schemas(
    connection: duckdb.DuckDBPyConnection, files: list[Path]
) -> dict[str, tuple[str, str]]:
    """Return a hash of the schema and the writer of each file.

    Raises
    ------
    ParquetError
        If a file is no parquet file.
    """
    paths = f"[{', '.join(_quoted(file) for file in files)}]"
    try:
        writers = dict(
            connection.execute(
                "select file_name, coalesce(created_by, '') "
                f"from parquet_file_metadata({paths})"
            ).fetchall()
        )
        schemas = connection.execute(
            "select file_name, string_agg(part::varchar, '' order by place) from ("
            "select file_name, row_number() over () as place, part "
            f"from parquet_schema({paths}) as part) group by file_name"
        ).fetchall()
    except duckdb.Error as error:
        if len(files) == 1:
            raise ParquetError(
                f"{files[0]} cannot be read as parquet; write it again, or remove it "
                "if there is no such data."
            ) from error
        for file in files:
            _schemas(connection, [file])
        raise
    return {
        name: (
            md5(schema.replace(name, "").encode()).hexdigest(),
            writers.get(name, ""),
        )
        for name, schema in schemas
    }


def _damaged(
    connection: duckdb.DuckDBPyConnection, files: list[Path], texts: list[str]
) -> list[Path]:
    """Return the files that have text which is not UTF-8.

    Raises
    ------
    ParquetError
        If a file cannot be read to its end.
    """
    # Reading is what checks it; a mere count would not read.
    lengths = ", ".join(f'sum(strlen("{name}"))' for name in texts)
    try:
        connection.execute(f"select {lengths} from {reading(files)}").fetchall()
    except duckdb.InvalidInputException as error:
        if len(files) > 1:
            return [
                each for file in files for each in _damaged(connection, [file], texts)
            ]
        if "string encoding" in str(error):
            return files
        raise _cut_off(files[0]) from error
    except duckdb.Error as error:
        raise _cut_off(files[0]) from error
    return []


def _cut_off(file: Path) -> ParquetError:
    return ParquetError(f"{file} cannot be read to its end as parquet; write it again.")


def _mended(file: Path, texts: list[str], copies: Path) -> tuple[Path, str]:
    """Write a copy whose text is UTF-8, and say how many values were damaged.

    Raises
    ------
    ParquetError
        If the file cannot be read.
    """
    # It takes a third of a second to import.
    import pyarrow as pa
    import pyarrow.parquet as pq

    copies.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = copies / f"{md5(str(file).encode()).hexdigest()}.parquet"
    damaged = 0
    try:
        with pq.ParquetFile(file, read_dictionary=[]) as source:
            names = [
                name for name in source.schema_arrow.names if name.lower() in texts
            ]
            schema = pa.schema([(name, pa.string()) for name in names])
            others = [
                each for each in source.schema_arrow if each.name not in schema.names
            ]
            for each in others:
                schema = schema.append(each)
            with pq.ParquetWriter(copy, schema) as target:
                for batch in source.iter_batches(ROWS_AT_ONCE):
                    columns = []
                    for name in names:
                        column, count = _as_utf8(batch.column(name))
                        columns.append(column)
                        damaged += count
                    columns += [batch.column(each.name) for each in others]
                    target.write_batch(
                        pa.RecordBatch.from_arrays(columns, schema=schema)
                    )
    except (pa.ArrowException, OSError) as error:
        raise _cut_off(file) from error
    return copy, (
        f"{file} has {damaged:,} value(s) that are not UTF-8; each odd byte became "
        "the character �"
    )


def _as_utf8(column):
    """Return a column of text, and the number of damaged values in it."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    values = column.cast(pa.large_binary()).to_pylist()
    count = 0
    for place, value in enumerate(values):
        if value is None or value.isascii():
            continue
        try:
            value.decode()
        except UnicodeDecodeError:
            values[place] = value.decode(errors="replace").encode()
            count += 1
    return pa.array(values, pa.binary()).cast(pa.string()), count


def _quoted(file: Path) -> str:
    """Return a path as SQL text that is no pattern."""
    path = re.sub(r"([*?\[])", r"[\1]", str(file))
    return "'" + path.replace("'", "''") + "'"
