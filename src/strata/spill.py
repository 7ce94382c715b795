"""Delete what DuckDB spilled to disk in runs that were killed.

DuckDB spills large intermediate results into a folder beside the database file. The
linkage engine, whose database is in memory, `strata map` and `strata check` work in
temporary folders. All are deleted at the end, but not if the process is killed.
"""

import fcntl
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# What DuckDB itself writes there.
SPILLED = re.compile(r"duckdb_temp_(storage|block).*\.(tmp|block)")
PREFIX = "strata-"
LOCK = ".strata.lock"


def spill_folder(database: str) -> Path | None:
    """Return the folder into which DuckDB spills by default.

    Parameters
    ----------
    database : path as configured.

    Returns
    -------
    Path, or None for a database in memory or elsewhere.
    """
    if database == ":memory:" or re.match(r"[a-z0-9]+:", database):
        return None
    return Path(f"{database}.tmp")


def delete_spilled(folder: Path) -> int:
    """Delete the spilled files of a folder, and the folder if it is empty then.

    The caller must hold the lock of the database: then no other process uses it, so no
    other process uses these files.

    Parameters
    ----------
    folder : of `spill_folder`.

    Returns
    -------
    int
        Number of deleted files. Other files stay.
    """
    deleted = 0
    if not folder.is_dir() or folder.is_symlink():
        return deleted
    for path in folder.iterdir():
        if SPILLED.fullmatch(path.name) and path.is_file() and not path.is_symlink():
            with suppress(OSError):
                path.unlink()
                deleted += 1
    with suppress(OSError):
        folder.rmdir()
    return deleted


@contextmanager
def temporary_folder(purpose: str) -> Iterator[Path]:
    """Make a temporary folder, and delete it afterwards.

    Its file `LOCK` is locked while the process lives, so that `delete_abandoned` of
    another process leaves it alone.

    Parameters
    ----------
    purpose : a word for its name.
    """
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{purpose}-") as name:
        folder = Path(name)
        with (folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield folder


def delete_abandoned(root: Path | None = None) -> int:
    """Delete the folders of `temporary_folder` whose process was killed.

    Parameters
    ----------
    root : the folder of temporary files; default: the system's

    Returns
    -------
    int
        Number of deleted folders.
    """
    root = root or Path(tempfile.gettempdir())
    deleted = 0
    for folder in root.glob(f"{PREFIX}*"):
        with suppress(OSError):
            status = folder.lstat()
            # Another user's folder, or a link with the name of one, is not ours.
            if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
                continue
            with (folder / LOCK).open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder)
                deleted += 1
    return deleted
