"""Time the linkage of a million records beside a bare Splink script.

Records are generated and built to the golden record; one in a hundred comes in a second
build. Then, each in its own process: all of them are linked, by the project and by
Splink alone with the same comparisons, training pairs and blocks; and one in a hundred
is linked as new with the others kept. The last line of standard output is one JSON.
"""

import json
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import duckdb
import pyarrow.parquet as pq
import typer
from splink import DuckDBAPI, SettingsCreator, block_on

from bench.identity import LAST_DAY
from bench.measure import run_measured
from bench.raw_data import ROOT, GeneratorError, generated, lay_out
from bench.run import Bench, BuildError
from bench.timings import layer_time, node_times
from strata.identity import blocking, comparing, training
from strata.identity.engine import ROW_GROUP, engine, load_records, make_linker
from strata.identity.scoring import score, score_new

# Orders and events are not linked, so there are as few as possible.
FEW = {"orders_per_customer": 2.0, "events_per_customer": 0.5}
MEMORY_LIMIT, WAREHOUSE_LIMIT, THREADS = "2GB", "4GB", 2

# One record in a hundred is new.
IS_NEW = "hash({key}) % 100 = 0"
KEYS = {
    "crm_contacts": "contact_id",
    "shop_accounts": "account_id",
    "crm_leads": "lead_id",
}

# The models that run Splink.
LINKING = ("int_identity_models", "int_identity_pairs_scored")

# Match probability from which the bare script links two records.
THRESHOLD = 0.95

app = typer.Typer(add_completion=False, help=__doc__)
Database = Annotated[Path, typer.Argument(exists=True, help="After `dbt build`.")]


@contextmanager
def _timed(figures: dict[str, float], name: str) -> Iterator[None]:
    """Record the wall-clock and CPU seconds of a step."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    figures[f"{name}_s"] = round(time.perf_counter() - wall, 2)
    figures[f"{name}_cpu_s"] = round(time.process_time() - cpu, 2)


def _records(session: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
    """Return the records that were built; one in a hundred is new."""
    return session.sql(f"""
        select * exclude (revision), {IS_NEW.format(key="record_id")} as is_new
        from intermediate.int_identity_records
    """)


def _rule_links(session: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
    """Return the links of rules between them."""
    return session.sql("from intermediate.int_identity_rule_links")


@app.command()
def ours(database: Database) -> None:
    """Link all records, then all with one in a hundred as new."""
    figures: dict[str, float] = {}
    options = {"memory_limit": MEMORY_LIMIT, "threads": THREADS}
    settings = {"memory_limit": WAREHOUSE_LIMIT, "threads": THREADS}
    with duckdb.connect(str(database), read_only=True, config=settings) as session:
        everything = _records(session).project("* exclude (is_new)")
        with _timed(figures, "all"):
            model = training.train(everything.to_arrow_reader(ROW_GROUP), **options)
            pairs = score(
                # Last, because it streams only until the session runs another query.
                rule_links=_rule_links(session).to_arrow_table(ROW_GROUP),
                records=everything.to_arrow_reader(ROW_GROUP),
                model=model,
                **options,
            )
        is_new = " or ".join(
            IS_NEW.format(key=record_id) for record_id in ("record_id_l", "record_id_r")
        )
        old_links = _rule_links(session).filter(f"not ({is_new})").to_arrow_table()
        old = _records(session).filter("not is_new").to_arrow_reader(ROW_GROUP)
        kept = score(old, old_links, model, **options)
        with _timed(figures, "new"):
            score_new(
                *(session, _records(session), _rule_links(session), model, kept),
                **options,
            )
    typer.echo(
        json.dumps({"records": model["records"], "pairs": len(pairs), **figures})
    )


@app.command()
def bare(database: Database) -> None:
    """Link all records by Splink alone."""
    figures: dict[str, float] = {}
    with duckdb.connect(str(database), read_only=True) as session:
        records = _records(session).to_arrow_table(ROW_GROUP)
    with engine(MEMORY_LIMIT, THREADS) as connection:
        load_records(connection, records, ordered=True)
        # Splink has no limit for block sizes, so it gets the block keys, untimed.
        blocking.key_blocks(connection)
        keys = ", ".join(
            f"case when block_{number} in (select block_{number} from block_keys "
            f"group by block_{number} having count(*) between 2 and {largest}) "
            f"then block_{number} end as block_{number}"
            for number, largest in enumerate(blocking.largest_blocks(connection))
        )
        connection.execute(f"""
            create temp table keys as select record_id, {keys} from block_keys;
            create or replace temp table records as
            from records inner join keys using (record_id) order by record_id
        """)
        with _timed(figures, "bare"):
            _link_by_splink(connection)
    typer.echo(json.dumps({"records": len(records), **figures}))


def _link_by_splink(connection: duckdb.DuckDBPyConnection) -> None:
    """Train, compare and cluster like Splink's manual."""
    linker = make_linker(
        DuckDBAPI(connection),
        SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="record_id",
            comparisons=[comparison() for comparison in comparing.COMPARISONS.values()],
            blocking_rules_to_generate_predictions=[
                f"l.block_{number} = r.block_{number}"
                for number in range(len(blocking.RULES))
            ],
            retain_matching_columns=False,
            em_convergence=0.001,
        ),
    )
    linker.training.estimate_probability_two_random_records_match(
        [block_on(*rule) for rule in comparing.NEARLY_CERTAIN_RULES],
        recall=comparing.NEARLY_CERTAIN_RECALL,
    )
    linker.training.estimate_u_using_random_sampling(training.RANDOM_PAIRS, seed=1)
    for rule in comparing.TRAINING_RULES:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*rule),
            estimate_without_term_frequencies=True,
            max_pairs=training.TRAINING_PAIRS,
        )
    predicted = linker.inference.predict(threshold_match_weight=training.LEAST_WEIGHT)
    linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, THRESHOLD)


@app.command()
def run(
    customers: Annotated[
        int, typer.Option(min=1, help="People to generate; most have two records.")
    ] = 656_000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the generator.")] = 5,
    folder: Annotated[
        Path, typer.Option("--dir", help="Generated data, database and logs.")
    ] = ROOT / "target" / "bench-linking",
) -> None:
    """Build generated records, link them, and print the measurements."""
    folder = folder.resolve()
    try:
        figures = _report(folder, customers, seed)
    except (BuildError, GeneratorError) as error:
        typer.echo(f"bench-linking: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(json.dumps(figures))


def _report(folder: Path, customers: int, seed: int) -> dict[str, float]:
    _say(f"data of {customers:,} customers, seed {seed}")
    source = generated(folder / "data", customers, seed, LAST_DAY, **FEW)
    bench = Bench(folder / "run", THREADS, WAREHOUSE_LIMIT)
    lay_out(source, bench.raw)
    bench.dbt("parse", "parse")
    _leave_out_new(bench.raw)
    figures = _built(bench, "build")
    lay_out(source, bench.raw)
    figures |= {f"second_{name}": x for name, x in _built(bench, "second").items()}
    for name in ("ours", "bare"):
        _say(f"linking: {name}")
        log = bench.folder / f"{name}.log"
        measured = run_measured(
            [sys.executable, "-m", "bench.linking", name, bench.database],
            log,
            {"PYTHONPATH": str(ROOT)},
        )
        lines = log.read_text().splitlines()
        if measured.returncode != 0:
            raise BuildError(f"{name} failed, see {log}:\n" + "\n".join(lines[-5:]))
        _say(f"  {lines[-1]}")
        figures |= json.loads(lines[-1]) | {f"{name}_peak_mb": measured.peak_mb}
    return figures | {
        "times_bare": round(figures["all_s"] / figures["bare_s"], 2),
        "share_of_new": round(figures["new_s"] / figures["all_s"], 3),
        "share_of_new_cpu": round(figures["new_cpu_s"] / figures["all_cpu_s"], 3),
    }


def _leave_out_new(raw: Path) -> None:
    """Remove the records of the second build from the raw tables."""
    for table, key in KEYS.items():
        (path,) = raw.glob(f"{table}*")
        files = path / "*.parquet" if path.is_dir() else path
        with duckdb.connect() as connection:
            rows = connection.sql(
                f"from '{files}' where not {IS_NEW.format(key=key)}"
            ).to_arrow_table()
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        pq.write_table(rows, raw / f"{table}.parquet")


def _built(bench: Bench, name: str) -> dict[str, float]:
    """Build to the golden record and return the measurements."""
    _say(f"dbt build, to the golden record: {name}")
    built = bench.dbt(
        *(name, "build", "--select", "+int_golden_records"),
        *("--exclude-resource-types", "test", "unit_test"),
    )
    seconds = node_times(bench.target)
    figures = {
        "stage_s": layer_time(bench.target, "identity"),
        "stage_peak_mb": built.peak_mb,
        "linking_s": round(sum(seconds[model] for model in LINKING), 2),
    }
    _say(f"  {json.dumps(figures)}")
    return figures


def _say(text: str) -> None:
    typer.echo(f"{time.strftime('%H:%M:%S')} {text}", err=True)


if __name__ == "__main__":
    app()
