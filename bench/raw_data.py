"""Raw tables at scale: generated once, cached, and laid out for a run."""

import hashlib
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.measure import run_measured

ROOT = Path(__file__).resolve().parents[1]
GENERATOR = ROOT / "src" / "strata" / "demo"


class GeneratorError(RuntimeError):
    """The generator failed."""


def generator_version() -> str:
    """Return a short hash of the generator's source, which determines the data."""
    digest = hashlib.sha256()
    for path in sorted(GENERATOR.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(GENERATOR).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def generated(
    cache: Path, customers: int, seed: int, until: date, **options: float
) -> Path:
    """Return a folder of generated raw tables, from the cache or generated now.

    Parameters
    ----------
    cache : folder of all generated data.
    customers, seed, until : what the generator is asked for; ``until`` is the last day
        of data.
    options : others of the generator, such as ``orders_per_customer``.

    Returns
    -------
    Path
        Folder with one parquet file (or folder of them) per raw table.

    Raises
    ------
    GeneratorError
        If the generator fails; what it wrote is left out of the cache.
    """
    asked = {name.replace("_", "-"): str(value) for name, value in options.items()}
    name = "-".join(
        [
            *(str(customers), str(seed), f"{until:%Y%m%d}", *asked.values()),
            generator_version(),
        ]
    )
    folder = cache / name
    if folder.exists():
        return folder
    draft = cache / f"{name}.draft"
    shutil.rmtree(draft, ignore_errors=True)
    log = cache / f"{name}.log"
    measured = run_measured(
        [
            *(sys.executable, "-m", "strata.demo"),
            *("--customers", str(customers), "--seed", str(seed)),
            *("--until", until.isoformat()),
            *(part for name, value in asked.items() for part in (f"--{name}", value)),
            *("--format", "parquet", "--out", str(draft)),
        ],
        log,
        {"PYTHONPATH": str(ROOT / "src")},
    )
    if measured.returncode != 0:
        tail = "\n".join(log.read_text().splitlines()[-5:])
        raise GeneratorError(f"the generator failed, see {log}:\n{tail}")
    # Renamed when complete, so that an interrupted run leaves nothing that looks
    # complete.
    draft.rename(folder)
    return folder


def lay_out(source: Path, raw: Path) -> None:
    """Create the folder `raw` with the raw tables in `source`.

    A database remembers the folder that it was built from: a second run must find one
    more day of data in the same folder. Hard links, because DuckDB's listing of a
    folder passes over symbolic ones; copies where the disk is another.
    """
    shutil.rmtree(raw, ignore_errors=True)
    raw.mkdir(parents=True)
    for path in sorted(source.iterdir()):
        is_table = path.suffix in (".parquet", ".csv")
        # Large tables are folders of parquet files; truth/ and others are not input.
        if path.is_dir():
            is_table = path.name != "truth" and any(path.glob("*.parquet"))
        if is_table:
            _link(path, raw / path.name)
    _without_erasures(raw)


def _without_erasures(raw: Path) -> None:
    """Leave out requests for erasure, because the reference script has no erasure."""
    for path in _files(raw):
        names = (path.stem, path.parent.name)
        if path.suffix == ".parquet" and "crm_privacy_requests" in names:
            table = pq.read_table(path)
            kept = table.filter(pc.field("request_type") != "erasure")
            # The file is linked to the one in the cache.
            path.unlink()
            pq.write_table(kept, path)


def size_of(raw: Path) -> dict[str, int]:
    """Return rows and bytes of the raw tables in a folder.

    Returns
    -------
    dict
        ``raw_rows`` and ``raw_bytes`` (of the files). The rows of a csv are its lines
        but the first one, so a line break within a value counts.
    """
    rows = size = 0
    for path in _files(raw):
        size += path.stat().st_size
        if path.suffix == ".parquet":
            rows += pq.ParquetFile(path).metadata.num_rows
        else:
            with path.open("rb") as lines:
                rows += max(sum(1 for _ in lines) - 1, 0)
    return {"raw_rows": rows, "raw_bytes": size}


def _link(source: Path, target: Path) -> None:
    """Make `target` the same file, or a folder of the same files."""
    if source.is_dir():
        target.mkdir()
        for path in source.iterdir():
            _link(path, target / path.name)
        return
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def _files(raw: Path) -> Iterator[Path]:
    for path in sorted(raw.iterdir()):
        if path.is_dir():
            yield from sorted(path.glob("*.parquet"))
        elif path.suffix in (".parquet", ".csv"):
            yield path
