"""Start a folder for data of one's own with copies of the ready mappings."""

import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

from strata.project import find_project, nearest

MAPPINGS = "examples/mappings"

# Mappings of parquet files; the others read csv.
PARQUET = {"ga4_events"}

README = """\
# Data for strata

Run all commands in the clone of strata at `{project}`.

1. Map each export to raw tables. Replace the file by yours; `--source` also takes a
   folder, or a pattern in quotes. See docs/bring-your-own-data.md for other layouts.

{maps}
2. Check in seconds how the raw tables will be understood:

       strata check {raw}

3. Build. Set the currency and time zone that you report in.

       export STRATA_RAW_DIR={raw}
       export STRATA_DATABASE={database}
       export STRATA_REPORTING_CURRENCY=EUR
       export STRATA_REPORTING_TIMEZONE=Europe/Paris
       dbt build

The mappings are yours to change: each is a readable SQL file. New exports are mapped
with the same commands; `--overwrite` replaces what the same mapping and source wrote.
"""


class StartError(Exception):
    """The folder cannot be started; the message says what to do."""


@dataclass(frozen=True)
class ReadyMapping:
    """A mapping that strata brings.

    Attributes
    ----------
    name : such as ``shopify_orders``.
    title : the first line of the script.
    path : of the script.
    """

    name: str
    title: str
    path: Path


def ready_mappings() -> list[ReadyMapping]:
    """Return all ready mappings in alphabetical order."""
    return [
        ReadyMapping(
            name=path.stem,
            title=path.read_text(encoding="utf-8").split("\n")[0].lstrip("- "),
            path=path,
        )
        for path in sorted((find_project() / MAPPINGS).glob("*.sql"))
    ]


def start_folder(folder: Path, names: list[str], overwrite: bool) -> list[Path]:
    """Copy ready mappings into a folder and write a README on all that are there.

    Parameters
    ----------
    folder : created if it is missing.
    names : mappings such as ``shopify_orders``, or what they begin with, such as
        ``shopify``.
    overwrite : replace files that are there.

    Returns
    -------
    list of Path
        The written files.

    Raises
    ------
    StartError
        If a name is unknown, or a file is there already. Nothing is written then.
    """
    chosen = _chosen(names)
    copies = {folder / f"{each.name}.sql": each for each in chosen}
    readme = folder / "README.md"
    present = [path for path in (*copies, readme) if path.exists()]
    if present and not overwrite:
        raise StartError(
            f"{', '.join(map(str, present))} is there already: name another folder, or "
            "add --overwrite."
        )
    root = folder.resolve()
    raw = shlex.quote(str(root / "raw"))
    maps = "".join(
        f"       strata map {shlex.quote(f'{root}/{each.name}.sql')} "
        f"--source {each.name}.{'parquet' if each.name in PARQUET else 'csv'} "
        f"--out {raw}\n"
        for each in ready_mappings()
        if each in chosen or (folder / f"{each.name}.sql").exists()
    )
    text = README.format(
        project=find_project(),
        maps=maps,
        raw=raw,
        database=shlex.quote(str(root / "strata.duckdb")),
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for copy, each in copies.items():
            shutil.copyfile(each.path, copy)
        readme.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StartError(f"{folder} cannot be written: {error.strerror}.") from error
    return [*copies, readme]


def _chosen(names: list[str]) -> list[ReadyMapping]:
    """Return the mappings that some names stand for, each once."""
    ready = ready_mappings()
    systems = [each.name.split("_")[0] for each in ready]
    chosen = {}
    for name in names:
        wanted = name.lower().replace("-", "_")
        found = [
            each
            for each, system in zip(ready, systems, strict=True)
            if wanted in (each.name, system)
        ]
        if not found:
            words = [each.name for each in ready] + systems
            raise StartError(
                f"There is no mapping {name}; the nearest one is "
                f"{nearest(wanted, words)[0]}. `strata init` lists all."
            )
        chosen |= {each.name: each for each in found}
    return list(chosen.values())
