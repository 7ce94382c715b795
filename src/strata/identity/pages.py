"""Write what was learnt of linking, and why two records are one, as pages."""

from collections.abc import Iterator
from itertools import groupby

from strata.identity.explaining import Explanation, Level, LinkageModel
from strata.identity.training import LEAST_M, NEVER_MET_U
from strata.pages import chart, heading, page, paragraph, table

HOW_TO_READ = (
    "A weight is log2 of odds: +1 makes it twice as likely that two records are one "
    "person, +10 a thousand times, -1 half as likely. The weight of a pair is the "
    "starting weight and, for each column that both records have, the weight of how "
    "its two values are. At 0 one person is as likely as two."
)

# Shares that are not learnt but the least that are allowed.
HARDLY_ANY = "hardly any"
NONE_MET = "none met"


def model_page(model: LinkageModel) -> str:
    """Return a page of what a linkage model has learnt."""
    return page("What says that two records are one person", _parts_of_model(model))


def pair_page(explanation: Explanation) -> str:
    """Return a page of why two records are one person or two."""
    headings, *rows = explanation.rows()
    return page(
        f"{explanation.record_id_l} and {explanation.record_id_r}",
        [
            paragraph(explanation.verdict),
            paragraph(HOW_TO_READ),
            table(headings, rows, numbers=[4]),
            chart("waterfall", explanation.chart),
        ],
    )


def _parts_of_model(model: LinkageModel) -> Iterator[str]:
    one_in = 1 / model.matching_share
    yield paragraph(
        f"Model {model.number}, learnt by Splink from {model.learnt_from:,} records, "
        f"without labels. There are {model.records:,} records now, and {model.pairs:,} "
        "pairs of them hang together, by themselves or through others."
    )
    yield paragraph(HOW_TO_READ)
    yield heading("Where a pair starts, and what is enough")
    yield paragraph(
        f"Of {one_in:,.0f} pairs of records one is expected to be of one person: that "
        f"share was inferred from the records, and is the starting weight, "
        f"{model.starting_weight:+.2f}."
    )
    enough = (
        f"Two clusters are joined while the pairs between them weigh "
        f"{model.least_weight:+.1f} or more on average."
    )
    if model.expected_precision is not None:
        enough += (
            f" By the pairs' own probabilities {model.expected_precision:.1%} of "
            f"the links are right, and {model.expected_recall:.1%} of what is one "
            "person is linked."
        )
    yield paragraph(enough)
    yield table(
        ["records are one person by", "pairs"],
        [[_words(kind), f"{count:,}"] for kind, count in model.links],
        numbers=[1],
    )
    if model.links_cut:
        yield table(
            ["likely by themselves, but two people because of", "pairs"],
            [[_words(reason), f"{count:,}"] for reason, count in model.links_cut],
            numbers=[1],
        )
    yield heading("What each comparison weighs")
    yield chart("weights", model.weights_chart)
    yield heading("How often values agree")
    yield chart("shares", model.shares_chart)
    yield heading("Comparison by comparison")
    yield paragraph(
        "Each pair is on the first level that holds; a column that either record lacks "
        "weighs nothing. Levels that too few pairs were on while learning have the "
        f"least share that is allowed: “{HARDLY_ANY}” counts as {LEAST_M:.1%}, "
        f"“{NONE_MET}” as one in {1 / NEVER_MET_U:,.0f}."
    )
    for comparison, levels in groupby(model.levels, lambda level: level.comparison):
        yield from _parts_of_comparison(comparison, list(levels))


def _parts_of_comparison(comparison: str, levels: list[Level]) -> Iterator[str]:
    yield heading(_words(comparison), 3)
    best, worst = levels[0], levels[-1]
    told = f"{best.label} makes one person {_times(best.weight)}"
    told += f", {worst.label.lower()} {_times(worst.weight)}."
    if best.is_rare_worth_more:
        told += " A rare value counts more than that, a frequent one less."
    yield paragraph(told)
    yield table(
        ["", "pairs of one person", "of two people", "weight", "one person is"],
        [
            [
                level.label,
                HARDLY_ANY
                if level.among_one_person == LEAST_M
                else _share(level.among_one_person),
                NONE_MET
                if level.among_strangers == NEVER_MET_U
                else _share(level.among_strangers),
                f"{level.weight:+.2f}",
                _times(level.weight),
            ]
            for level in levels
        ],
        numbers=[1, 2, 3],
    )


def _share(share: float) -> str:
    return f"{share:.1%}" if share >= 0.001 else f"1 in {1 / share:,.0f}"


def _times(weight: float) -> str:
    """Return how much likelier a weight makes something."""
    times = 2 ** abs(weight)
    told = f"{times:,.0f}" if times >= 10 else f"{times:.1f}"
    return f"{told} times {'likelier' if weight >= 0 else 'less likely'}"


def _words(name: str) -> str:
    return name.replace("_", " ")
