"""Pages about the linkage model, and about a pair of records."""

from itertools import groupby

from strata.identity.explaining import Explanation, Level, LinkageModel
from strata.identity.training import LEAST_M, NEVER_MET_U
from strata.pages import render

# Labels of shares that are not learnt but the minimum allowed.
HARDLY_ANY = "hardly any"
NONE_MET = "none met"


def model_page(model: LinkageModel) -> str:
    """Return a page about a linkage model."""
    return render(
        "linkage_model.html",
        title="Match weights: the evidence that two records are one person",
        scripts=model.chart_scripts,
        model=model,
        comparisons=[
            (_words(comparison), list(levels))
            for comparison, levels in groupby(
                model.levels, lambda each: each.comparison
            )
        ],
        counted=_counted,
        level_rows=_level_rows,
        times=_times,
        hardly_any=HARDLY_ANY,
        least_m=LEAST_M,
        none_met=NONE_MET,
        never_met_u=NEVER_MET_U,
    )


def pair_page(pair: Explanation) -> str:
    """Return a page that explains why two records are one person or two."""
    return render(
        "linked_pair.html",
        title=f"{pair.record_id_l} and {pair.record_id_r}",
        scripts=pair.chart_scripts,
        pair=pair,
        rows=pair.rows(),
    )


def _counted(names: list[tuple[str, int]]) -> list[tuple[str, str]]:
    return [(_words(name), f"{count:,}") for name, count in names]


def _level_rows(levels: list[Level]) -> list[tuple[str, str, str, str, str]]:
    return [
        (
            level.label,
            HARDLY_ANY
            if level.among_one_person == LEAST_M
            else _share(level.among_one_person),
            NONE_MET
            if level.among_strangers == NEVER_MET_U
            else _share(level.among_strangers),
            f"{level.weight:+.2f}",
            _times(level.weight),
        )
        for level in levels
    ]


def _share(share: float) -> str:
    return f"{share:.1%}" if share >= 0.001 else f"1 in {1 / share:,.0f}"


def _times(weight: float) -> str:
    """Return the Bayes factor of a weight in words."""
    times = 2 ** abs(weight)
    told = f"{times:,.0f}" if times >= 10 else f"{times:.1f}"
    return f"{told} times {'more likely' if weight >= 0 else 'less likely'}"


def _words(name: str) -> str:
    return name.replace("_", " ")
