"""The folder with the state that a rebuild needs, such as customer ids.

It holds a Parquet file per table, a *part*, and ``manifest.json``, which lists the
parts with their rows, bytes and hashes, and the *origin*: a fingerprint of the key and
the input. A run that is killed while it writes leaves the folder as it was before or as
it is afterwards:

1. the new parts and the new manifest are written to the folder ``.writing`` and synced;
2. ``.writing`` is renamed to ``.ready``: from here on the new state holds;
3. its files replace those of the folder, the manifest last, and ``.ready`` is deleted.

Whoever opens the folder deletes ``.writing`` and completes the third step. The folder
itself is not renamed: it may be a mount point.
"""

import csv
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from strata.private import close_to_others

MANIFEST = "manifest.json"
WRITING, READY = ".writing", ".ready"
# Earlier versions wrote the origin to this file, and no manifest.
OLD_ORIGIN = "origin_0.csv"
PARQUET_MAGIC = b"PAR1"


class StateFolderError(Exception):
    """The folder cannot be read or written; the message says why."""


@dataclass(frozen=True)
class Part:
    """A file of the state.

    Attributes
    ----------
    rows : number of rows; -1 if not known.
    bytes : size of the file.
    sha256 : of the file; empty if not known.
    """

    rows: int
    bytes: int
    sha256: str


@dataclass
class State:
    """The content of a state folder.

    Attributes
    ----------
    origin : the fingerprint of the key and the input; empty if there is no state.
    parts : names of the parts that are there as the manifest says.
    damaged : why each other part cannot be used.
    problem : why the whole folder cannot be used; empty if it can.
    """

    origin: dict[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    damaged: dict[str, str] = field(default_factory=dict)
    problem: str = ""


def open_state(folder: Path) -> State:
    """Return what a folder holds, after completing what a killed run has left.

    Parameters
    ----------
    folder : of the state; it may be missing.

    Returns
    -------
    State
        Empty if there is none. The hashes of the parts are not computed: see
        `damage_of`.
    """
    try:
        _recover(folder)
        if not (folder / MANIFEST).exists():
            return _open_old(folder)
        manifest = _read_manifest(folder)
    except (OSError, StateFolderError) as error:
        return State(problem=_reason(error))
    state = State(origin=manifest["origin"])
    for name, part in manifest["parts"].items():
        damage = _damage_of_size(_file(folder, name), part)
        if damage:
            state.damaged[name] = damage
        else:
            state.parts.append(name)
    return state


def damage_of(folder: Path, name: str) -> str:
    """Return why a part is not the one that was written; empty if it is.

    Parameters
    ----------
    folder : of the state.
    name : of the part.
    """
    path = _file(folder, name)
    try:
        if not (folder / MANIFEST).exists():
            return _damage_of_old(path)
        part = _read_manifest(folder)["parts"][name]
        damage = _damage_of_size(path, part)
        if not damage and _sha256(path) != part.sha256:
            damage = "its content is not what was written"
    except (OSError, StateFolderError) as error:
        return _reason(error)
    return damage


def prepare(folder: Path) -> None:
    """Create the folder, but not its parents, and show that it can be written to.

    Nobody but the owner can use it afterwards.

    Raises
    ------
    StateFolderError
        If it cannot.
    """
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700)
        begin(folder).rmdir()
        for path in (folder, *folder.iterdir()):
            close_to_others(path)
    except OSError as error:
        raise StateFolderError(_reason(error)) from error


def begin(folder: Path) -> Path:
    """Return an empty folder to write new parts to, as ``<name>.parquet``."""
    writing = folder / WRITING
    if writing.exists():
        shutil.rmtree(writing)
    writing.mkdir(mode=0o700)
    return writing


def commit(folder: Path, origin: Mapping[str, str], rows: Mapping[str, int]) -> None:
    """Make what was written since `begin` the state.

    Parameters
    ----------
    folder : of the state.
    origin : fingerprint of the key, and input.
    rows : number of rows of each new part. Parts of before that are not among them
        stay, unless they are damaged.
    """
    writing = folder / WRITING
    parts = _kept_parts(folder)
    for name, count in rows.items():
        path = _file(writing, name)
        parts[name] = Part(count, path.stat().st_size, _sha256(path))
        _sync(path)
    manifest = {
        "origin": dict(origin),
        "parts": {name: asdict(part) for name, part in sorted(parts.items())},
    }
    path = writing / MANIFEST
    path.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    _sync(path)
    _sync(writing)
    if (folder / READY).exists():
        # Its manifest cannot be read, or it would have been completed.
        shutil.rmtree(folder / READY)
    writing.rename(folder / READY)
    _sync(folder)
    _complete(folder)
    (folder / OLD_ORIGIN).unlink(missing_ok=True)


def _recover(folder: Path) -> None:
    if (folder / WRITING).is_dir():
        shutil.rmtree(folder / WRITING)
    if (folder / READY).is_dir():
        _complete(folder)


def _complete(folder: Path) -> None:
    """Move what is ready into the folder. It may have been begun before."""
    ready = folder / READY
    if (ready / MANIFEST).exists():
        _read_manifest(ready)
    for path in sorted(ready.glob("*.parquet")):
        path.replace(folder / path.name)
    if (ready / MANIFEST).exists():
        _sync(folder)
        (ready / MANIFEST).replace(folder / MANIFEST)
    ready.rmdir()
    _sync(folder)


def _kept_parts(folder: Path) -> dict[str, Part]:
    """Return the parts of before that are whole."""
    with suppress(OSError, StateFolderError):
        if (folder / MANIFEST).exists():
            parts = _read_manifest(folder)["parts"]
            return {
                name: part
                for name, part in parts.items()
                if not _damage_of_size(_file(folder, name), part)
            }
        kept = {}
        for name in _open_old(folder).parts:
            path = _file(folder, name)
            kept[name] = Part(-1, path.stat().st_size, _sha256(path))
        return kept
    return {}


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {
            "origin": {
                name: str(manifest["origin"][name]) for name in ("fingerprint", "input")
            },
            "parts": {name: Part(**part) for name, part in manifest["parts"].items()},
        }
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StateFolderError(f"{MANIFEST} cannot be read") from error


def _open_old(folder: Path) -> State:
    """Return what an earlier version of strata has written, without a manifest."""
    names = sorted(path.stem for path in folder.glob("*.parquet"))
    try:
        with (folder / OLD_ORIGIN).open(encoding="utf-8", newline="") as file:
            (origin,) = csv.DictReader(file)
        if not origin["fingerprint"]:
            raise ValueError
    except (OSError, ValueError, KeyError):
        # The first export of an earlier version was torn before any part.
        problem = f"neither {MANIFEST} nor {OLD_ORIGIN} can be read" if names else ""
        return State(problem=problem)
    state = State(
        origin={name: origin[name] or "" for name in ("fingerprint", "input")}
    )
    for name in names:
        damage = _damage_of_old(_file(folder, name))
        if damage:
            state.damaged[name] = damage
        else:
            state.parts.append(name)
    return state


def _damage_of_size(path: Path, part: Part) -> str:
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return "it is missing"
    return "" if size == part.bytes else f"it has {size} bytes instead of {part.bytes}"


def _damage_of_old(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(4)
        file.seek(max(path.stat().st_size - 4, 0))
        if content == file.read(4) == PARQUET_MAGIC:
            return ""
    return "it is not a whole Parquet file"


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.parquet"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}"
    return str(error)
