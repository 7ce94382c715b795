"""Explain the linkage model, and why two records are one person or two.

It reads a built database. The charts are Splink's, as Vega-Lite.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker

from strata.identity.comparing import COLUMNS, COMPUTED
from strata.identity.engine import (
    engine,
    frequency_columns,
    linker_of_pairs,
    load_records,
)
from strata.reading import DatabaseError, connected

# Memory limit of the engine, which holds at most two records.
MEMORY_LIMIT = "1GB"
THREADS = 1

RECORDS = ", ".join(("record_id", *COLUMNS))

# Pixels for the longest bars.
BAR_SPACE = 420

# Evidence of a smaller weight is no reason in words: it less than doubles the odds.
NOTABLE = 1

# Smaller differences between weights are not reported.
NOTICEABLE = 0.05

CHOSEN = """
    select least_weight::double as least_weight, expected_precision, expected_recall
    from intermediate.int_identity_thresholds_judged
    where is_chosen
"""

COUNTS = """
    select
        (select count(*) from intermediate.int_identity_records),
        (select count(*) from intermediate.int_identity_pairs_scored)
"""

LINKS = """
    select link_kind, count(*)
    from intermediate.int_identity_links
    group by link_kind
    order by 2 desc, 1
"""

LINKS_CUT = """
    select reason, count(*)
    from intermediate.int_identity_links_cut
    group by reason
    order by 2 desc, 1
"""

PAIR = f"""
    select
        chosen.least_weight,
        pairs.rule,
        pairs.match_weight,
        pairs.joining_weight,
        pairs.contradiction,
    from ({CHOSEN}) as chosen
    left join intermediate.int_identity_pairs_scored as pairs
        on pairs.record_id_l = $1 and pairs.record_id_r = $2
"""


@dataclass(frozen=True)
class Level:
    """The evidence of one level of a comparison.

    Attributes
    ----------
    comparison, label : compared column, and relation of the two values.
    among_one_person, among_strangers : share of matches and of non-matches on this
        level, 0 to 1.
    weight : match weight, log2 of the Bayes factor.
    is_rare_worth_more : whether a rare value counts more than a frequent one.
    """

    comparison: str
    label: str
    among_one_person: float
    among_strangers: float
    weight: float
    is_rare_worth_more: bool


@dataclass(frozen=True)
class LinkageModel:
    """The linkage model and its results.

    Attributes
    ----------
    number : of the model, from 1.
    learnt_from : number of records that it was learnt from.
    records, pairs : number of current records, and of connected pairs.
    matching_share : estimated share of matches among all pairs of records.
    starting_weight : the same as log2 of odds.
    levels : of all comparisons, in order.
    least_weight : minimum average weight at which clusters join.
    expected_precision, expected_recall : of that threshold, from the match
        probabilities; None without pairs.
    links, links_cut : kind or reason, and number of pairs.
    weights_chart, shares_chart : Splink's, as Vega-Lite.
    chart_scripts : the libraries that draw them.
    """

    number: int
    learnt_from: int
    records: int
    pairs: int
    matching_share: float
    starting_weight: float
    levels: list[Level]
    least_weight: float
    expected_precision: float | None
    expected_recall: float | None
    links: list[tuple[str, int]]
    links_cut: list[tuple[str, int]]
    weights_chart: dict
    shares_chart: dict
    chart_scripts: list[str]


@dataclass(frozen=True)
class Evidence:
    """The evidence of one comparison of two records; weight in log2 of odds."""

    comparison: str
    left: str
    right: str
    finding: str
    weight: float

    def reason(self) -> str:
        """Return it in words, with the values."""
        name = self.comparison.replace("_", " ").replace("email", "e-mail")
        values = " and ".join(dict.fromkeys((self.left, self.right)))
        return f"{name}: {self.finding.lower()} ({values})"

    def row(self) -> tuple[str, str, str, str, str]:
        """Return it as text."""
        weight = f"{self.weight:+.2f}" if self.weight else ""
        return (self.comparison, self.left, self.right, self.finding, weight)


@dataclass(frozen=True)
class Explanation:
    """Why two records are one person or two.

    Attributes
    ----------
    record_id_l, record_id_r : the records, in record id order.
    verdict : in a sentence.
    evidence : of each comparison, and the starting weight; the weights add up.
    weight : match weight of the pair alone, log2 of the odds of one person.
    probability : the same, 0 to 1.
    chart : Splink's waterfall, as Vega-Lite.
    chart_scripts : the libraries that draw it.
    """

    record_id_l: str
    record_id_r: str
    verdict: str
    evidence: list[Evidence]
    weight: float
    probability: float
    chart: dict
    chart_scripts: list[str]

    def answer(self) -> str:
        """Return what a service desk can hand on: the result and its reasons."""
        result = "one person" if self.verdict.startswith("One person") else "two people"
        sentences = [
            f"{self.record_id_l} and {self.record_id_r} are treated as {result}."
        ]
        for opening, sign in (("For one person", 1), ("For two people", -1)):
            reasons = [
                each.reason()
                for each in self.evidence
                if each.left and sign * each.weight >= NOTABLE
            ]
            if reasons:
                sentences.append(f"{opening}: {'; '.join(reasons)}.")
        sentences.append(
            "If this is wrong, correct the values at their source: the next run "
            "decides again."
        )
        return " ".join(sentences)

    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """Return the evidence as text, with a heading and the sum."""
        sides = (self.record_id_l, self.record_id_r)
        told = f"One person with a probability of {self.probability:.2%}"
        together = Evidence("together", "", "", told, self.weight)
        return [
            ("compared", *sides, "", "weight"),
            *(each.row() for each in [*self.evidence, together]),
        ]


def linkage_model(database: Path) -> LinkageModel:
    """Return the linkage model of a built database.

    Parameters
    ----------
    database : the DuckDB file that ``dbt build`` has filled.

    Raises
    ------
    DatabaseError
        If the database cannot be read, or nothing was learnt.
    """
    with connected(database) as connection:
        number, model = _model(connection)
        records, pairs = connection.execute(COUNTS).fetchone()
        least_weight, precision, recall = connection.execute(CHOSEN).fetchone()
        links = connection.execute(LINKS).fetchall()
        links_cut = connection.execute(LINKS_CUT).fetchall()
        nobody = _records(connection, [])
    with _linker(model["settings"], nobody) as linker:
        weights_chart = linker.visualisations.match_weights_chart()
        shares = linker.visualisations.m_u_parameters_chart().chart_dict
    weights = weights_chart.chart_dict
    start, *levels = weights["data"]["values"]
    return LinkageModel(
        number=number,
        learnt_from=model["records"],
        records=records,
        pairs=pairs,
        matching_share=model["settings"]["probability_two_random_records_match"],
        starting_weight=start["log2_bayes_factor"],
        levels=[
            Level(
                comparison=level["comparison_name"],
                label=level["label_for_charts"],
                among_one_person=level["m_probability"],
                among_strangers=level["u_probability"],
                weight=level["log2_bayes_factor"],
                is_rare_worth_more=level["has_tf_adjustments"],
            )
            for level in levels
        ],
        least_weight=least_weight,
        expected_precision=precision,
        expected_recall=recall,
        links=links,
        links_cut=links_cut,
        weights_chart=_without_zoom(weights),
        shares_chart=shares,
        chart_scripts=_scripts(weights_chart.to_html(inline=True)),
    )


def why_linked(database: Path, record_id: str, other_id: str) -> Explanation:
    """Compare two records of a built database, and explain the result.

    Parameters
    ----------
    database : the DuckDB file that ``dbt build`` has filled.
    record_id, other_id : such as ``crm_contacts:17``.

    Raises
    ------
    DatabaseError
        If the database cannot be read, nothing was learnt, or a record is not there.
    """
    if record_id == other_id:
        raise DatabaseError(f"{record_id} is named twice: name two records.")
    with connected(database) as connection:
        _, model = _model(connection)
        records = _records(connection, [record_id, other_id])
        found = records["record_id"].to_pylist()
        for wanted in (record_id, other_id):
            if wanted not in found:
                raise DatabaseError(
                    f"There is no record {wanted}: give its table and key, such as "
                    "crm_contacts:17; int_customer_ids has all records."
                )
        frequencies = {
            column: _frequencies(connection, column, found)
            for column in frequency_columns(model["settings"])
        }
        pair = connection.execute(PAIR, found).fetchone()
    settings = model["settings"] | {
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": True,
    }
    with _linker(settings, records, frequencies) as linker:
        (compared,) = linker.inference.predict().as_record_list()
        # Without values, which would overlap.
        waterfall_chart = linker.visualisations.waterfall_chart(
            [compared], remove_sensitive_data=True
        )
    chart = waterfall_chart.chart_dict
    weight = compared["match_weight"]
    return Explanation(
        record_id_l=found[0],
        record_id_r=found[1],
        verdict=_verdict(weight, *pair),
        evidence=_evidence(chart["data"]["values"], *records.to_pylist()),
        weight=weight,
        probability=compared["match_probability"],
        chart=_without_slider(chart),
        chart_scripts=_scripts(waterfall_chart.to_html(inline=True)),
    )


def _model(connection: duckdb.DuckDBPyConnection) -> tuple[int, dict]:
    """Return the number of the kept model, and the model."""
    row = connection.execute(
        "select model_number, model from intermediate.int_identity_models "
        "where entity = 'person'"
    ).fetchone()
    model = json.loads(row[1]) if row else {"settings": None}
    if model["settings"] is None:
        raise DatabaseError(
            "There is no linkage model, because there was nothing to learn from: it "
            "needs records of people (contacts, accounts or leads) with values to "
            "compare."
        )
    return row[0], model


def _records(connection: duckdb.DuckDBPyConnection, record_ids: list[str]) -> pa.Table:
    """Return the compared columns of some records, by record id."""
    return connection.execute(
        f"select {RECORDS} from intermediate.int_identity_records "
        "where list_contains($1::varchar[], record_id) order by record_id",
        [record_ids],
    ).to_arrow_table()


def _frequencies(
    connection: duckdb.DuckDBPyConnection, column: str, record_ids: list[str]
) -> pa.Table:
    """Return the frequencies of these records' values among all records."""
    value = COMPUTED.get(column, column)
    return connection.execute(
        f"""
        with told as (
            select record_id, {value} as value
            from intermediate.int_identity_records
            where {value} is not null
        )

        select
            value as {column},
            count(*) / (select count(*) from told) as tf_{column},
        from told
        where value in (
            select value from told where list_contains($1::varchar[], record_id)
        )
        group by value
        """,
        [record_ids],
    ).to_arrow_table()


@contextmanager
def _linker(
    settings: dict, records: pa.Table, frequencies: dict[str, pa.Table] | None = None
) -> Iterator[Linker]:
    """Open a linker that compares all of some records with each other."""
    with engine(MEMORY_LIMIT, THREADS) as connection:
        load_records(connection, records)
        connection.execute("""
            create table pairs as
            select
                '0' as match_key,
                l.record_id as join_key_l,
                r.record_id as join_key_r,
            from records as l
            inner join records as r on l.record_id < r.record_id
        """)
        database = DuckDBAPI(connection)
        for column, values in (frequencies or {}).items():
            connection.register(f"frequencies_of_{column}", values)
        yield linker_of_pairs(database, settings, "pairs", frequencies or ())


def _evidence(bars: list[dict], left: dict, right: dict) -> list[Evidence]:
    """Return the evidence in the bars of a waterfall chart, without the sum."""
    found = []
    for bar in bars[:-1]:
        comparison, weight = bar["column_name"], bar["log2_bayes_factor"]
        if comparison == "Prior":
            finding = "Any two records"
            found.append(Evidence("start", "", "", finding, weight))
        elif bar["term_frequency_adjustment"]:
            if weight:
                finding = f"A {'rare' if weight > 0 else 'frequent'} value"
                found.append(Evidence("", "", "", finding, weight))
        else:
            is_known = bar["comparison_vector_value"] != -1
            finding = bar["label_for_charts"] if is_known else "Not known"
            values = (_value(record, comparison) for record in (left, right))
            found.append(Evidence(comparison, *values, finding, weight))
    return found


def _value(record: dict, comparison: str) -> str:
    columns = ("postal_code", "city") if comparison == "place" else (comparison,)
    return " ".join(record[column] for column in columns if record[column])


def _verdict(
    weight: float,
    least_weight: float,
    rule: str | None,
    weight_then: float | None,
    joining_weight: float | None,
    contradiction: str | None,
) -> str:
    """Return the result of a pair in words."""
    if weight_then is None:
        return (
            "Two people: neither a rule nor likely pairs join them, directly or "
            "through others."
        )
    told = [f"Clusters join at an average weight of {least_weight:.1f} or more."]
    if abs(weight - weight_then) >= NOTICEABLE:
        told.append(
            f"When this pair was compared, its weight was {weight_then:.2f}, because "
            "value frequencies were different."
        )
    if joining_weight >= least_weight:
        reason = f"by the rule {rule}" if rule else "by probability"
        if not rule and weight_then < least_weight:
            reason = "because other records connect them"
        verdict = f"One person, {reason}; their clusters join at {joining_weight:.2f}."
    elif contradiction:
        verdict = f"Two people, because there are {contradiction}."
    else:
        verdict = (
            "Two people: the average weight of the pairs between their clusters is "
            f"{joining_weight:.2f}."
        )
    return " ".join([verdict, *told])


def _scripts(page: str) -> list[str]:
    """Return the scripts of Splink's chart page, except the one that draws it."""
    return re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)[:-1]


def _without_zoom(chart: dict) -> dict:
    """Disable zooming, so that the mouse wheel scrolls the page."""
    views = [
        {key: value for key, value in view.items() if key != "params"}
        for view in chart["vconcat"]
    ]
    return chart | {
        "vconcat": views,
        # Its subtitle describes zooming.
        "title": chart["title"]["text"],
        "config": chart["config"] | {"view": {"continuousWidth": BAR_SPACE}},
    }


def _without_slider(chart: dict) -> dict:
    """Remove the slider for pairs: there is only one pair."""
    return chart | {"params": [{"name": "record_number", "value": 0}]}
