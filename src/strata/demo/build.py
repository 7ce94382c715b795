"""Build all tables, chunk by chunk, in one process or several."""

import json
import multiprocessing
import shutil
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from strata.demo import (
    behaviour,
    crm,
    marketing,
    shop,
    surroundings,
    truth,
    voices,
    web,
)
from strata.demo.arrays import as_text, seconds_of
from strata.demo.contract import TABLES
from strata.demo.damage import (
    ROBOT_KIND,
    apply_damage,
    damage_log,
    draw_damage,
    key_of,
)
from strata.demo.groups import adjusted_rand_index, plan_groups
from strata.demo.people import draw_people
from strata.demo.seasons import day_start
from strata.demo.settings import Settings, stream
from strata.demo.writer import is_typed, join_csv, write_parquet, write_rows

TRUTH_TABLES = (
    "persons",
    "records",
    "damage",
    "purchase_probability",
    "lead_probability",
    "effects",
)


@dataclass
class ChunkReport:
    """Figures of a chunk."""

    rows: Counter = field(default_factory=Counter)
    damage: Counter = field(default_factory=Counter)
    persons: int = 0
    buyers: int = 0
    last_year: np.ndarray | int = 0
    history: np.ndarray | int = 0

    def add(self, other: "ChunkReport") -> None:
        """Add another chunk's figures."""
        self.rows += other.rows
        self.damage += other.damage
        self.persons += other.persons
        self.buyers += other.buyers
        self.last_year = self.last_year + other.last_year
        self.history = self.history + other.history


class _Chunk:
    """Collects the tables of one chunk: cuts, breaks and writes them."""

    def __init__(self, settings: Settings, chunk: int, file_format: str, out: Path):
        self.settings, self.chunk = settings, chunk
        self.file_format, self.out = file_format, out
        self.limit = day_start(settings.until_day + 1)
        self.parts: dict[str, list[pa.Table]] = {}
        self.damage: list[pa.Table] = []
        self.report = ChunkReport()

    def add(self, table: str, rows: pa.Table, at: np.ndarray | None = None, part=0):
        """Cut rows at the last day, damage some, and keep them for writing.

        Returns
        -------
        Mask of the rows that are known on the last day.
        """
        if at is None:
            at = seconds_of(rows[TABLES[table].time].combine_chunks())
        number = list(TABLES).index(table)
        rng = stream(self.settings.seed, 60, self.chunk, number, part)
        first = self.chunk == 0 and part == 0
        drawn = draw_damage(rng, table, at, first)
        known = at < self.limit
        if not known.all():
            rows, drawn = rows.filter(pa.array(known)), drawn[known]
        hit = np.flatnonzero(drawn >= 0)
        keys = key_of(table, rows.take(pa.array(hit)))
        spread = np.zeros(len(rows), np.int64)
        spread[hit] = np.arange(len(hit))
        whole_keys = keys.take(pa.array(spread)) if len(hit) else keys
        rows, log = apply_damage(table, rows, drawn, whole_keys, as_text=False)
        self.damage.append(log)
        if not is_typed(table, self.file_format):
            drawn = np.append(drawn, np.full(len(rows) - len(drawn), -1))
            rows = as_text(table, rows)
            rows, log = apply_damage(table, rows, drawn, whole_keys, as_text=True)
            self.damage.append(log)
        self.parts.setdefault(table, []).append(rows)
        return known

    def write(self) -> None:
        """Write the raw tables."""
        for table, parts in self.parts.items():
            rows = pa.concat_tables(parts)
            self.report.rows[table] += len(rows)
            write_rows(
                self.out,
                table,
                rows,
                self.file_format,
                self.chunk,
                self.settings.chunks,
            )

    def write_truth(self, name: str, rows: pa.Table) -> None:
        """Write a table of the truth."""
        chunks = 1 if name == "effects" else self.settings.chunks
        write_parquet(self.out / "truth", name, rows, self.chunk, chunks)


def build_chunk(
    settings: Settings, chunk: int, file_format: str, out: Path
) -> ChunkReport:
    """Make and write every table of one chunk of people."""
    groups = plan_groups(settings.seed, settings.orders_per_customer)
    people = draw_people(settings, chunk, groups)
    arms = behaviour.draw_arms(settings, chunk, people)
    made = _Chunk(settings, chunk, file_format, out)
    blocks = 1 if settings.until_day < behaviour.BLOCK_ENDS[0] else 2
    limit = made.limit

    accounts, account_person = shop.make_accounts(settings, chunk, people, limit)
    known = made.add("shop_accounts", accounts)
    sources = [
        (
            "shop_accounts",
            accounts["account_id"].filter(pa.array(known)),
            account_person[known],
        )
    ]
    all_orders, purchases = [], []
    for block in range(blocks):
        orders = behaviour.draw_orders(settings, chunk, people, arms, block)
        rows, lines, at, line_row, cents = shop.make_orders(
            settings, chunk, people, orders, block
        )
        made.add("shop_orders", rows, at, block)
        made.add("shop_order_lines", lines, at[line_row], block)
        size = len(orders)
        purchases.append((orders.person, orders.at, cents[:size], orders.is_purchase))
        all_orders.append(orders)
        del rows, lines
        sessions = behaviour.draw_sessions(settings, chunk, people, block)
        events, at = web.make_events(settings, chunk, people, sessions, block)
        made.add("web_events", events, at, block)
        seen = sessions.at < limit
        visitors = np.unique(
            web.visitor_numbers(people, sessions.person[seen], sessions.device[seen])
        )
        who = (visitors - 1_000_000) // 3 - people.number[0]
        sources.append(("web_events", web.visitor_ids(visitors), who))
    robots, at = web.make_robots(settings, chunk, len(people))
    known = at < limit
    made.parts["web_events"].append(
        robots.filter(pa.array(known))
        if is_typed("web_events", file_format)
        else as_text("web_events", robots.filter(pa.array(known)))
    )
    robot_ids = robots["visitor_id"].filter(pa.array(known)).unique()
    made.damage.append(damage_log("web_events", [(ROBOT_KIND, robot_ids)]))

    person, at, cents, kept = (
        np.concatenate(some) for some in zip(*purchases, strict=True)
    )
    sends, at = marketing.make_sends(
        settings,
        chunk,
        people,
        arms,
        marketing.Purchases(person[kept], at[kept], cents[kept]),
        limit,
    )
    made.add("marketing_sends", sends, at)

    contacts, contact_person = crm.make_contacts(settings, chunk, people, limit)
    known = made.add("crm_contacts", contacts)
    sources.append(
        (
            "crm_contacts",
            contacts["contact_id"].filter(pa.array(known)),
            contact_person[known],
        )
    )
    made.add("crm_consents", crm.make_consents(settings, chunk, people))
    made.add("crm_privacy_requests", crm.make_requests(settings, chunk, people))
    companies = crm.make_companies(settings, chunk, len(people))
    made.add("crm_companies", companies.rows)
    leads = crm.make_leads(settings, chunk, people, companies, limit)
    known_leads = made.add("crm_leads", leads.leads)
    made.add("crm_lead_activities", leads.activities)
    made.add("crm_opportunities", leads.opportunities)
    sources.append(
        (
            "crm_leads",
            leads.leads["lead_id"].filter(pa.array(known_leads)),
            leads.person[known_leads],
        )
    )
    for table, make, key in (
        ("survey_responses", voices.make_responses, "response_id"),
        ("feedback_comments", voices.make_comments, "comment_id"),
        ("social_interactions", voices.make_interactions, "interaction_id"),
    ):
        rows, who = make(settings, chunk, people)
        known = made.add(table, rows)
        keys = rows[key].combine_chunks().filter(pa.array(known)).to_numpy(False)
        keys, first = np.unique(keys.astype(str), return_index=True)
        sources.append((table, pa.array(keys, pa.string()), who[known][first]))
    attributes = surroundings.make_person_attributes(
        settings, chunk, people, companies.rows
    )
    made.add("external_attributes", attributes)
    if chunk == 0:
        made.add(
            "external_attributes", surroundings.make_place_attributes(settings), part=1
        )
        made.add("context_series", surroundings.make_series(settings))
        communes = surroundings.make_communes()
        made.add("geo_communes", communes, np.zeros(len(communes), int))
        words = surroundings.make_words()
        made.add("reference_words", words, np.zeros(len(words), int))
    made.write()

    orders = behaviour.join_orders(all_orders)
    persons, last_year, history = truth.make_persons(
        settings, people, groups, orders, arms
    )
    made.write_truth("persons", persons)
    made.write_truth("records", truth.make_records(people, sources))
    damage = pa.concat_tables(made.damage).combine_chunks()
    made.write_truth("damage", damage)
    made.write_truth(
        "purchase_probability", truth.purchase_probability(settings, people, arms)
    )
    made.write_truth(
        "lead_probability", truth.make_lead_truth(people, leads, known_leads)
    )
    if chunk == 0:
        made.write_truth("effects", truth.make_effects(groups))

    report = made.report
    report.persons = len(persons)
    report.buyers = int(np.sum(persons["purchases"].to_numpy() > 0))
    report.last_year, report.history = last_year, history
    pairs = zip(damage["table"].to_pylist(), damage["kind"].to_pylist(), strict=True)
    report.damage.update(f"{table}.{kind}" for table, kind in pairs)
    return report


def _work(settings: Settings, chunk: int, file_format: str, out: Path) -> ChunkReport:
    pa.set_cpu_count(1)
    return build_chunk(settings, chunk, file_format, out)


def generate(
    settings: Settings,
    file_format: str,
    out: Path,
    processes: int = 1,
    say: Callable[[str], None] = lambda line: None,
) -> dict:
    """Write every raw table and the truth into a folder.

    Parameters
    ----------
    file_format : csv, parquet or mixed. out : made if absent; must be empty.
    processes : how many chunks are made at once; the output does not depend on it.
    say : called with a line of progress now and then.

    Returns
    -------
    The summary, as in truth/summary.json.
    """
    (out / "truth").mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    total = ChunkReport()
    chunks = settings.chunks
    reports: dict[int, ChunkReport] = {}

    def tell(chunk: int, report: ChunkReport) -> None:
        reports[chunk] = report
        if chunks > 1:
            spent = time.monotonic() - begun
            say(f"{len(reports)} of {chunks} chunks of people, {spent:.0f} s")

    if processes == 1 or chunks == 1:
        for chunk in range(chunks):
            tell(chunk, build_chunk(settings, chunk, file_format, out))
    else:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(min(processes, chunks), mp_context=context) as pool:
            jobs = {
                pool.submit(_work, settings, chunk, file_format, out): chunk
                for chunk in range(chunks)
            }
            for job in as_completed(jobs):
                tell(jobs[job], job.result())
    for chunk in sorted(reports):
        total.add(reports[chunk])
    join_csv(out)
    summary = _summary(settings, file_format, total)
    text = json.dumps(summary, indent=2, ensure_ascii=False)
    (out / "truth" / "summary.json").write_text(text + "\n", encoding="utf-8")
    return summary


def _summary(settings: Settings, file_format: str, total: ChunkReport) -> dict:
    groups = plan_groups(settings.seed, settings.orders_per_customer)
    return {
        "customers": settings.customers,
        "seed": settings.seed,
        "until": settings.until.isoformat(),
        "orders_per_customer": settings.orders_per_customer,
        "events_per_customer": settings.events_per_customer,
        "format": file_format,
        "persons": total.persons,
        "buyers": total.buyers,
        "groups": len(groups),
        "group_buyers": total.history.sum(axis=1).tolist(),
        "separation": groups.scale,
        "oracle_ari": round(adjusted_rand_index(total.last_year), 4),
        "oracle_history_ari": round(adjusted_rand_index(total.history), 4),
        "rows": dict(sorted(total.rows.items())),
        "damage": dict(sorted(total.damage.items())),
    }


def clear(out: Path) -> None:
    """Remove what an earlier run wrote into a folder: raw tables and the truth."""
    for name in TABLES:
        for path in (out / f"{name}.csv", out / f"{name}.parquet"):
            path.unlink(missing_ok=True)
        shutil.rmtree(out / name, ignore_errors=True)
    shutil.rmtree(out / "truth", ignore_errors=True)
    shutil.rmtree(out / ".parts", ignore_errors=True)
