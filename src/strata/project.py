"""Find the dbt project, and read the input contract that its sources declare."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import yaml


class ProjectError(Exception):
    """There is no project here; the message says what to do."""


@dataclass(frozen=True)
class RawTable:
    """A raw table of the input contract.

    Attributes
    ----------
    name : such as ``shop_orders``.
    staging : the view that casts it, such as ``stg_shop__orders``.
    content : what its rows are, in a sentence.
    columns : type of each column, in the order of the contract.
    required : columns without which a run stops.
    key : columns that name a row.
    """

    name: str
    staging: str
    content: str
    columns: dict[str, str]
    required: tuple[str, ...]
    key: tuple[str, ...]


def find_project(start: Path | None = None) -> Path:
    """Return the root of the project.

    Parameters
    ----------
    start : folder to start at; default: the working directory
        It or a folder above it is the root. Otherwise the root is the clone that this
        package is installed from.

    Raises
    ------
    ProjectError
        If neither is a project of strata.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[2]):
        if _is_project(folder / "dbt_project.yml"):
            return folder
    raise ProjectError(
        f"{here} is not in a clone of strata: change to the folder of dbt_project.yml."
    )


def default_database() -> Path:
    """Return the database of the project, from whatever folder it is asked for."""
    path = Path("strata.duckdb")
    try:
        root = find_project()
    except ProjectError:
        return path
    return path if root == Path.cwd() else root / path


def assert_path_is_fixed(database: str) -> None:
    """Stop if a relative path would mean another database than in the project.

    Parameters
    ----------
    database : path as configured.

    Raises
    ------
    ProjectError
        If it is relative and the working directory is not the root of the project.
    """
    is_relative = database != ":memory:" and not Path(database).is_absolute()
    if is_relative and not _is_project(Path("dbt_project.yml")):
        raise ProjectError(
            f"{Path.cwd()} is not the folder of dbt_project.yml, so {database} would "
            "be another database: run dbt in that folder, or set STRATA_DATABASE to "
            "an absolute path."
        )


def raw_tables(project: Path) -> dict[str, RawTable]:
    """Return the raw tables of the input contract by name.

    Parameters
    ----------
    project : root of the dbt project.
    """
    tables = {}
    for path in sorted((project / "models/staging").glob("*/_*__sources.yml")):
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]:
            # The source landing is what the landing itself writes down.
            if source.get("schema") != "raw" or source["name"] == "landing":
                continue
            for table in source["tables"]:
                tables[table["name"]] = _raw_table(source["name"], table)
    return tables


def nearest(word: str, words: Iterable[str]) -> tuple[str, float]:
    """Return the most similar of some words, and how similar it is (0 to 1)."""
    ratios = {
        other: SequenceMatcher(None, word.lower(), other).ratio() for other in words
    }
    return max(ratios.items(), key=lambda item: item[1])


def _is_project(path: Path) -> bool:
    return path.is_file() and "name: strata\n" in path.read_text(encoding="utf-8")


def _raw_table(source: str, table: dict) -> RawTable:
    def marked(mark: str) -> tuple[str, ...]:
        return tuple(
            column["name"]
            for column in table["columns"]
            if column.get("config", {}).get("meta", {}).get(mark)
        )

    return RawTable(
        name=table["name"],
        staging=f"stg_{source}__{table['name'].removeprefix(f'{source}_')}",
        # The first sentence is the grain.
        content=table["description"].strip().split(". ", 1)[-1],
        columns={column["name"]: column["data_type"] for column in table["columns"]},
        required=marked("required"),
        key=marked("names_row"),
    )
