"""Evaluate identity resolution on labelled records, compared with a plain Splink model.

Each set is built as a user would build it: its records are the raw table `crm_contacts`
(the generator's: contacts, accounts and leads), `dbt build` finds the people, and the
ground truth is read only afterwards. Nothing is tuned to a set. The baseline is a model
written after Splink's manual, with the threshold that is best on the ground truth. The
last line of standard output is one JSON.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import duckdb
import pandas as pd
import typer

from bench.measure import run_measured
from bench.plain_splink import plain_clusters
from bench.raw_data import ROOT, generated

# Folder of public data sets; missing ones are left out.
DATA = Path(os.environ.get("STRATA_BENCH_DATA", ROOT.parent / "shared" / "data"))

# The generator's people: number, seeds, last day.
PEOPLE = 20_000
SEEDS = (11, 12, 13)
LAST_DAY = date(2026, 6, 30)

# The best of these for the plain model counts.
PLAIN_THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)

COLUMNS = (
    "contact_id",
    "email",
    "phone",
    "first_name",
    "last_name",
    "gender",
    "birth_date",
    "address",
    "postal_code",
    "city",
    "country_code",
)

app = typer.Typer(add_completion=False, help=__doc__)


class IdentityError(RuntimeError):
    """A data set is invalid, or its build failed."""


@dataclass(frozen=True)
class LabelledSet:
    """Records, and the person of each.

    Attributes
    ----------
    raw : folder of raw tables.
    records : DataFrame
        ``record_id`` and the contract's columns, as text.
    truth : DataFrame
        ``record_id`` and ``person``.
    """

    raw: Path
    records: pd.DataFrame
    truth: pd.DataFrame


def quality(truth: pd.DataFrame, clusters: pd.DataFrame) -> dict[str, float]:
    """Compare clusters with the true people.

    Parameters
    ----------
    truth : DataFrame
        ``record_id`` and ``person``, a row per record.
    clusters : DataFrame
        ``record_id`` and ``cluster_id``; a record without a cluster is its own cluster.

    Returns
    -------
    dict
        ``precision``, ``recall`` and ``f1`` of pairs of records, 1 if there are no
        pairs; ``cluster_f1``: of clusters that are exactly the records of one person.
    """
    joined = truth.merge(clusters, on="record_id", how="left")
    alone = joined["cluster_id"].isna()
    joined.loc[alone, "cluster_id"] = "alone " + joined["record_id"][alone]
    both = pairs_within(joined, ["person", "cluster_id"])
    precision = _share(both, pairs_within(joined, ["cluster_id"]))
    recall = _share(both, pairs_within(joined, ["person"]))
    # A cluster is right if its size, the size of its person and their overlap are
    # equal.
    shared = joined.groupby(["person", "cluster_id"]).size().rename("shared")
    sizes = shared.reset_index()
    for key in ("person", "cluster_id"):
        sizes = sizes.merge(joined.groupby(key).size().rename(f"{key}_size"), on=key)
    right = (sizes["shared"] == sizes["person_size"]) & (
        sizes["shared"] == sizes["cluster_id_size"]
    )
    made, meant = joined["cluster_id"].nunique(), joined["person"].nunique()
    return {
        "precision": round(precision, 5),
        "recall": round(recall, 5),
        "f1": round(_f1(precision, recall), 5),
        "cluster_f1": round(2 * int(right.sum()) / (made + meant), 5),
    }


def pairs_within(rows: pd.DataFrame, keys: list[str]) -> float:
    """Return the number of pairs of rows with the same keys."""
    sizes = rows.groupby(keys).size().to_numpy(float)
    return float((sizes * (sizes - 1) / 2).sum())


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def _f1(precision: float, recall: float) -> float:
    both = precision + recall
    return 2 * precision * recall / both if both else 0.0


def _written(folder: Path, contacts: pd.DataFrame, person: pd.Series) -> LabelledSet:
    """Write contacts as a raw table."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    contacts = contacts.reindex(columns=COLUMNS)
    contacts.to_csv(folder / "crm_contacts.csv", index=False)
    record_id = "crm_contacts:" + contacts["contact_id"]
    return LabelledSet(
        folder,
        contacts.drop(columns="contact_id").assign(record_id=record_id),
        pd.DataFrame({"record_id": record_id, "person": person}),
    )


def _febrl(folder: Path, *names: str) -> LabelledSet:
    rows = pd.concat(
        pd.read_csv(DATA / "febrl" / f"{name}.csv", dtype=str, skipinitialspace=True)
        for name in names
    ).reset_index(drop=True)
    rows = rows.rename(columns=str.strip).apply(lambda column: column.str.strip())
    street = rows["street_number"].fillna("") + " " + rows["address_1"].fillna("")
    contacts = pd.DataFrame(
        {
            "contact_id": rows["rec_id"],
            "first_name": rows["given_name"],
            "last_name": rows["surname"],
            "birth_date": rows["date_of_birth"],
            "address": street.str.strip(),
            "postal_code": rows["postcode"],
            "city": rows["suburb"],
            "country_code": "AU",
        }
    )
    return _written(folder, contacts, rows["rec_id"].str.extract(r"rec-(\d+)-")[0])


def _fake_1000(folder: Path) -> LabelledSet:
    rows = pd.read_csv(DATA / "splink_fake_1000" / "fake_1000.csv", dtype=str)
    contacts = rows.rename(
        columns={"unique_id": "contact_id", "surname": "last_name", "dob": "birth_date"}
    )
    return _written(folder, contacts, rows["cluster"])


def _generated(folder: Path, seed: int) -> LabelledSet:
    source = generated(folder.parent / "data", PEOPLE, seed, LAST_DAY)
    with duckdb.connect() as connection:
        truth = connection.execute(
            f"""
            select distinct on (record_id)
                "table" || ':' || key as record_id, person_id as person
            from '{source}/truth/records.parquet'
            where "table" in ('crm_contacts', 'shop_accounts', 'crm_leads')
            order by all
            """
        ).df()
        records = connection.execute(
            f"""
            select distinct on (record_id) *
            from (
                select 'crm_contacts:' || contact_id as record_id,
                    columns(c -> c in {COLUMNS[1:]})::varchar
                from '{source}/crm_contacts.parquet'
                union all by name
                select 'shop_accounts:' || account_id as record_id,
                    columns(c -> c in {COLUMNS[1:]})::varchar
                from '{source}/shop_accounts.parquet'
                union all by name
                select 'crm_leads:' || lead_id as record_id,
                    columns(c -> c in {COLUMNS[1:]})::varchar
                from '{source}/crm_leads.parquet'
            )
            where record_id is not null
            order by all
            """.replace("c -> c", "lambda c: c")
        ).df()
    return LabelledSet(source, records, truth)


def _given(folder: Path, source: Path) -> LabelledSet:
    for name, columns in (
        ("crm_contacts.csv", {"contact_id"}),
        ("truth.csv", {"contact_id", "person"}),
    ):
        path = source / name
        if not path.is_file():
            raise IdentityError(
                f"{path} is missing: a set is crm_contacts.csv and truth.csv"
            )
        missing = columns - set(pd.read_csv(path, dtype=str, nrows=0).columns)
        if missing:
            raise IdentityError(f"{path} has no column {', '.join(sorted(missing))}")
    contacts = pd.read_csv(source / "crm_contacts.csv", dtype=str)
    truth = pd.read_csv(source / "truth.csv", dtype=str)
    person = contacts[["contact_id"]].merge(truth, on="contact_id", how="left")[
        "person"
    ]
    if person.isna().any():
        unknown = contacts["contact_id"][person.isna()].iloc[0]
        raise IdentityError(f"truth.csv does not say who contact {unknown} is")
    return _written(folder, contacts, person)


def find_people(raw: Path, folder: Path) -> tuple[pd.DataFrame, float]:
    """Run identity resolution on raw tables with dbt.

    Parameters
    ----------
    raw : folder of raw tables.
    folder : of the database, from which it goes on where there is one, and of logs.

    Returns
    -------
    clusters : DataFrame
        ``record_id`` and ``cluster_id``.
    seconds : float

    Raises
    ------
    IdentityError
        If the build fails.
    """
    database = folder / "strata.duckdb"
    started = time.perf_counter()
    measured = run_measured(
        [
            *(Path(sys.executable).with_name("dbt"), "build", "--no-use-colors"),
            *("--select", "+int_identity_clusters"),
            *("--exclude-resource-types", "test", "unit_test"),
            *("--project-dir", ROOT, "--profiles-dir", ROOT),
        ],
        folder / "build.log",
        {
            "STRATA_RAW_DIR": str(raw),
            "STRATA_DATABASE": str(database),
            "DBT_TARGET_PATH": str(folder / "target"),
            "DBT_LOG_PATH": str(folder / "logs"),
            "PYTHONPATH": str(ROOT / "src"),
        },
    )
    if measured.returncode != 0:
        tail = "\n".join((folder / "build.log").read_text().splitlines()[-12:])
        raise IdentityError(f"dbt build failed, see {folder / 'build.log'}:\n{tail}")
    seconds = time.perf_counter() - started
    with duckdb.connect(str(database), read_only=True) as connection:
        clusters = connection.execute(
            "select record_id, cluster_id from intermediate.int_identity_clusters"
        ).df()
    return clusters, seconds


def _judge(name: str, labelled: LabelledSet, folder: Path) -> dict[str, float]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    clusters, seconds = find_people(labelled.raw, folder)
    found = quality(labelled.truth, clusters)
    started = time.perf_counter()
    plain = max(
        (
            quality(labelled.truth, clusters) | {"threshold": threshold}
            for threshold, clusters in plain_clusters(
                labelled.records, PLAIN_THRESHOLDS
            )
        ),
        key=lambda figures: figures["f1"],
    )
    found |= {f"splink_{figure}": value for figure, value in plain.items()}
    found |= {
        "records": len(labelled.truth),
        "build_s": round(seconds, 1),
        "splink_s": round(time.perf_counter() - started, 1),
    }
    typer.echo(
        f"{name:<14} precision {found['precision']:.4f}  recall {found['recall']:.4f}  "
        f"F1 {found['f1']:.4f}  cluster F1 {found['cluster_f1']:.4f}  "
        f"plain Splink F1 {found['splink_f1']:.4f} at {plain['threshold']}",
        err=True,
    )
    return found


def _own_sets(folder: Path) -> dict[str, Callable[[], LabelledSet]]:
    sets: dict[str, Callable[[], LabelledSet]] = {}
    if (DATA / "febrl").is_dir():
        sets["febrl1"] = lambda: _febrl(folder / "febrl1-raw", "dataset1")
        sets["febrl4"] = lambda: _febrl(folder / "febrl4-raw", "dataset4a", "dataset4b")
    if (DATA / "splink_fake_1000").is_dir():
        sets["fake_1000"] = lambda: _fake_1000(folder / "fake_1000-raw")
    if not sets:
        typer.echo(f"no labelled sets in {DATA}: the generator's alone", err=True)
    for seed in SEEDS:
        sets[f"generated_{seed}"] = lambda seed=seed: _generated(folder / "raw", seed)
    return sets


@app.command()
def main(
    labelled: Annotated[
        Path | None,
        typer.Option(
            "--set",
            exists=True,
            file_okay=False,
            help="Folder of a labelled set: crm_contacts.csv in the columns of the "
            "contract, and truth.csv with contact_id and person.",
        ),
    ] = None,
    folder: Annotated[
        Path, typer.Option("--dir", help="Generated data, databases and logs.")
    ] = ROOT / "target" / "bench-identity",
) -> None:
    """Print the quality of identity resolution on labelled records."""
    folder = folder.resolve()
    sets = (
        {labelled.name: lambda: _given(folder / "given-raw", labelled)}
        if labelled
        else _own_sets(folder)
    )
    try:
        figures = {
            name: _judge(name, read(), folder / name) for name, read in sets.items()
        }
    except IdentityError as error:
        typer.echo(f"bench-identity: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(json.dumps({"sets": figures}))


if __name__ == "__main__":
    app()
