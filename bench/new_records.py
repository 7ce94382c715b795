"""Compare incremental linkage with one build of all records.

A daily run links new records to existing ones with a model that it keeps. Here the
demo's records, or generated ones, are delivered in order of creation: all at once, and
with the last of them in later runs. The last line of standard output is one JSON.
"""

import json
import shutil
from pathlib import Path
from typing import Annotated

import duckdb
import pandas as pd
import typer

from bench.identity import LAST_DAY, IdentityError, find_people, pairs_within
from bench.raw_data import ROOT, generated

DEMO = ROOT / "data" / "demo"
PEOPLE = ("crm_contacts", "shop_accounts", "crm_leads")

# Shares of the records in each run.
STEPS = {
    "one_in_a_hundred": (0.99, 1.0),
    "one_in_ten": (0.9, 1.0),
    "one_in_ten_in_three_steps": (0.9, 0.93, 0.97, 1.0),
}

app = typer.Typer(add_completion=False, help=__doc__)


def differing_share(clusters: pd.DataFrame, whole: pd.DataFrame) -> float:
    """Return the share of pairs that are together in only one of two clusterings.

    Parameters
    ----------
    clusters, whole : DataFrame
        ``record_id`` and ``cluster_id``, of the same records.

    Returns
    -------
    float
        A share of the pairs of `whole`; greater than 1 where `clusters` has many more.

    Raises
    ------
    ValueError
        If the records are not the same.
    """
    joined = clusters.merge(whole, on="record_id", validate="one_to_one")
    if not len(joined) == len(clusters) == len(whole):
        raise ValueError("the records that are compared are not the same")
    one = pairs_within(joined, ["cluster_id_x"])
    other = pairs_within(joined, ["cluster_id_y"])
    both = pairs_within(joined, ["cluster_id_x", "cluster_id_y"])
    return (one + other - 2 * both) / max(other, 1)


def write_people_until(share: float, folder: Path, source: Path = DEMO) -> None:
    """Write the first contacts, accounts and leads by creation.

    Parameters
    ----------
    share : of all records, 0 to 1; one without a date is among the first.
    folder : of raw tables; what is there is replaced.
    source : folder of the raw tables, csv or parquet.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        for table in PEOPLE:
            (path,) = source.glob(f"{table}.*")
            read = (
                f"read_csv('{path}', all_varchar = true)"
                if path.suffix == ".csv"
                else f"'{path}'"
            )
            connection.execute(f"""
                create table {table} as
                select *, try_cast(created_at as timestamptz) as known_at from {read}
            """)
        times = " union all ".join(f"select known_at from {table}" for table in PEOPLE)
        connection.execute(f"""
            create table last_day as
            select quantile_disc(known_at, {share}::double) as known_at
            from ({times})
        """)
        for table in PEOPLE:
            connection.execute(f"""
                copy (
                    select * exclude (known_at)
                    from {table}
                    where
                        known_at is null
                        or known_at <= (select known_at from last_day)
                ) to '{folder / table}.csv' (header)
            """)


def _found(
    steps: tuple[float, ...], source: Path, folder: Path
) -> tuple[pd.DataFrame, float]:
    """Return the clusters after the last step, and its seconds."""
    shutil.rmtree(folder, ignore_errors=True)
    for share in steps:
        write_people_until(share, folder / "raw", source)
        clusters, seconds = find_people(folder / "raw", folder)
    return clusters, seconds


@app.command()
def main(
    customers: Annotated[
        int | None,
        typer.Option(help="Generate so many people; else it is the demo."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of what is generated.")] = 11,
    folder: Annotated[
        Path, typer.Option("--dir", help="Generated data, databases and logs.")
    ] = ROOT / "target" / "bench-new-records",
) -> None:
    """Print the share of pairs that differ from one build."""
    folder = folder.resolve()
    try:
        source = DEMO
        if customers is not None:
            source = generated(folder / "data", customers, seed, LAST_DAY)
        whole, whole_seconds = _found((1.0,), source, folder / "whole")
        found = {}
        for name, steps in STEPS.items():
            clusters, seconds = _found(steps, source, folder / name)
            share = differing_share(clusters, whole)
            found[name] = {
                "differing_share": round(share, 6),
                "last_build_s": round(seconds, 1),
            }
            told = name.replace("_", " ")
            typer.echo(f"{told}: {share:.3%} of the pairs differ", err=True)
    except IdentityError as error:
        typer.echo(f"bench-new-records: {error}", err=True)
        raise typer.Exit(1) from error
    found["whole"] = {
        "records": len(whole),
        "pairs": int(pairs_within(whole, ["cluster_id"])),
        "build_s": round(whole_seconds, 1),
    }
    typer.echo(json.dumps(found))


if __name__ == "__main__":
    app()
