"""Files that only their owner can read: databases, state and exports of people."""

import os
import stat
from contextlib import suppress
from pathlib import Path

OTHERS = stat.S_IRWXO
OWNER = stat.S_IRUSR | stat.S_IWUSR
DUCKDB_MAGIC = b"DUCK"


def create_files_for_owner() -> None:
    """Give new files and folders of this process no rights for anybody else."""
    os.umask(0o077)


def close_to_others(path: Path) -> None:
    """Take the rights of everybody but the owner from a file that all could use.

    A file that others cannot use stays as it is: its owner has chosen who can, such as
    a group with ``chmod 640``.

    Parameters
    ----------
    path : of a file or folder; nothing happens if it is missing or another user's.
    """
    with suppress(OSError):
        mode = path.stat().st_mode
        if mode & OTHERS:
            path.chmod(stat.S_IMODE(mode) & stat.S_IRWXU)


def write_private(path: Path, content: str) -> None:
    """Write a text that only the owner of the file can read.

    Parameters
    ----------
    path : of the file, which is replaced.
    content : written in UTF-8.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        # A file that was there keeps its rights otherwise.
        os.fchmod(descriptor, OWNER)
        file.write(content)


def is_duckdb(path: Path) -> bool:
    """Tell whether a file is a database of DuckDB."""
    try:
        with path.open("rb") as file:
            return file.read(12)[8:] == DUCKDB_MAGIC
    except OSError:
        return False
