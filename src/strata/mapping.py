"""Convert a file of any layout to raw tables with a script of SQL views.

The script sees the file as ``source`` and creates a view for each raw table that it
can fill. This is a loader, so it may import duckdb.
"""

from pathlib import Path

import duckdb


class MappingError(Exception):
    """The file or the script cannot be used; the message says what to do."""


def map_source(script: Path, source: Path, out: Path) -> dict[str, int]:
    """Write one parquet file per view that the script creates.

    Parameters
    ----------
    script : Path
        SQL that creates views named as raw tables, reading from ``source``.
    source : Path
        A ``.csv`` or ``.parquet`` file; every column of a csv is text.
    out : Path
        Folder for ``<raw table>.parquet``, created if it is missing. Files with other
        names are kept.

    Returns
    -------
    dict
        Rows written by raw table, in alphabetical order.

    Raises
    ------
    MappingError
        If the file is missing, of another type or unreadable, or if the script fails or
        creates no view.
    """
    readers = {
        ".parquet": "read_parquet($path)",
        ".csv": "read_csv($path, all_varchar = true)",
    }
    if source.suffix not in readers:
        raise MappingError(
            f"{source} is neither .csv nor .parquet: save it as one of them first."
        )
    if not source.is_file():
        raise MappingError(f"There is no file {source}: give the path of the data.")
    quoted = str(source.resolve()).replace("'", "''")
    reader = readers[source.suffix].replace("$path", f"'{quoted}'")
    with duckdb.connect() as connection:
        try:
            connection.execute(f"create view source as from {reader}")
        except duckdb.Error as error:
            raise MappingError(f"{source} cannot be read: {error}") from error
        try:
            connection.execute(script.read_text())
            return _written(connection, out)
        except OSError as error:
            raise MappingError(f"{error}: check the path.") from error
        except duckdb.Error as error:
            raise MappingError(
                f"{script} does not run on {source}: {error}\n"
                f"The file's columns are {', '.join(_columns(connection))}."
            ) from error


def _columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [row[0] for row in connection.execute("describe source").fetchall()]


def _written(connection: duckdb.DuckDBPyConnection, out: Path) -> dict[str, int]:
    views = connection.execute(
        "select view_name from duckdb_views() "
        "where not internal and view_name != 'source' order by view_name"
    ).fetchall()
    if not views:
        raise MappingError("The script creates no view: name one as each raw table.")
    out.mkdir(parents=True, exist_ok=True)
    rows = {}
    for (view,) in views:
        target = str(out / f"{view}.parquet").replace("'", "''")
        (rows[view],) = connection.execute(
            f"copy {view} to '{target}' (format parquet)"
        ).fetchone()
    return rows
