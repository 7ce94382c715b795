"""Read the timings of a dbt run from its artefacts."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

TEST_TYPES = ("test", "unit_test")
FAILED = ("error", "fail", "runtime error")

Interval = tuple[float, float]


def read_timings(target: Path, top: int = 15) -> dict:
    """Summarise run_results.json and manifest.json of a dbt target folder.

    Parameters
    ----------
    target : folder that dbt wrote to.
    top : how many of the slowest nodes to list.

    Returns
    -------
    dict
        ``run_s``: seconds in which nodes that are no tests were running (landing,
        seeds, models, snapshots); parallel nodes do not count twice. ``test_s``: the
        same of data tests and unit tests. With several dbt threads tests run beside
        models: such a second is divided among the nodes that share it, so that ``run_s
        + test_s`` is the time in which anything was running. ``nodes``: number by kind.
        ``layers``: seconds of execution per layer, summed over nodes. ``top_nodes``:
        the slowest.
    """
    results = json.loads((target / "run_results.json").read_text())["results"]
    manifest = json.loads((target / "manifest.json").read_text())
    intervals: dict[str, list[Interval]] = {"run": [], "test": []}
    layers: dict[str, float] = defaultdict(float)
    nodes: dict[str, int] = defaultdict(int)
    for result in results:
        unique_id = result["unique_id"]
        kind = unique_id.split(".", 1)[0]
        is_test = kind in TEST_TYPES
        intervals["test" if is_test else "run"] += _intervals(result)
        nodes["tests" if is_test else f"{kind}s"] += 1
        layers[layer_of(unique_id, manifest)] += result["execution_time"]
    shares = shared_time(intervals)
    seconds = node_times(target).items()
    slowest = sorted(seconds, key=lambda pair: (-pair[1], pair[0]))[:top]
    return {
        "run_s": round(shares["run"], 2),
        "test_s": round(shares["test"], 2),
        "nodes": dict(sorted(nodes.items())),
        "layers": {
            layer: round(total, 2)
            for layer, total in sorted(layers.items(), key=lambda pair: -pair[1])
        },
        "top_nodes": {name: round(total, 2) for name, total in slowest},
    }


def time_of(target: Path, outputs: Iterable[str], apart: Iterable[str]) -> float:
    """Return the seconds of models, including all their inputs.

    Parameters
    ----------
    target : folder that dbt wrote to.
    outputs : names of models.
    apart : names of models that do not count, like inputs that only they have.

    Returns
    -------
    float
        Seconds in which these nodes were running, landing included. A second that they
        share with others, tests or models, is divided among them, as in `run_s`.

    Raises
    ------
    KeyError
        If there is no model of one of these names.
    """
    results = json.loads((target / "run_results.json").read_text())["results"]
    manifest = json.loads((target / "manifest.json").read_text())
    ids = {unique_id.split(".")[2]: unique_id for unique_id in manifest["nodes"]}
    found = {ids[name] for name in apart}
    excluded = frozenset(found)
    waiting = [ids[name] for name in outputs]
    while waiting:
        unique_id = waiting.pop()
        if unique_id not in found:
            found.add(unique_id)
            waiting += manifest["parent_map"].get(unique_id, [])
    intervals: dict[str, list[Interval]] = {"these": [], "others": []}
    for result in results:
        unique_id = result["unique_id"]
        counts = unique_id in found - excluded or "on-run-start" in unique_id
        intervals["these" if counts else "others"] += _intervals(result)
    return round(shared_time(intervals)["these"], 2)


def layer_time(target: Path, layer: str) -> float:
    """Return the seconds in which a node of a layer was running.

    Parallel nodes count once; the slowdown by nodes of other layers is not removed.
    """
    results = json.loads((target / "run_results.json").read_text())["results"]
    manifest = json.loads((target / "manifest.json").read_text())
    intervals = [
        interval
        for result in results
        if layer_of(result["unique_id"], manifest) == layer
        for interval in _intervals(result)
    ]
    return round(shared_time({layer: intervals})[layer], 2)


def node_times(target: Path) -> dict[str, float]:
    """Return the seconds of each node, by its name without the project's."""
    results = json.loads((target / "run_results.json").read_text())["results"]
    return {
        result["unique_id"].split(".", 2)[-1]: result["execution_time"]
        for result in results
    }


def failing_nodes(target: Path) -> list[str]:
    """Return a line for each node that failed, newest run first; empty without any."""
    path = target / "run_results.json"
    if not path.exists():
        return []
    return [
        f"{result['unique_id']}: {result['status']}: {_first_lines(result['message'])}"
        for result in json.loads(path.read_text())["results"]
        if result["status"] in FAILED
    ]


def layer_of(unique_id: str, manifest: dict) -> str:
    """Return the layer of a node: tests, landing, seeds, a folder of models.

    Examples
    --------
    >>> layer_of("test.strata.unique_customers.1", {})
    'tests'
    """
    kind = unique_id.split(".", 1)[0]
    if kind in TEST_TYPES:
        return "tests"
    if kind == "operation":
        return "landing"
    if kind != "model":
        return f"{kind}s"
    # [project, layer, stage, ..., name]; only the intermediate layer has stages that
    # differ enough to be listed separately.
    _, *folders, _ = manifest["nodes"][unique_id]["fqn"]
    if len(folders) > 1 and folders[0] == "intermediate":
        return folders[1]
    return folders[0] if folders else "models"


def shared_time(intervals: Mapping[str, Iterable[Interval]]) -> dict[str, float]:
    """Return the share of the time of each kind if several run in parallel.

    A moment counts once, divided by the number of intervals that are open, so that
    the shares sum up to the length of what all intervals cover together.

    Examples
    --------
    >>> shared_time({"run": [(0, 2), (1, 3)], "test": [(2, 3), (5, 6)]})
    {'run': 2.5, 'test': 1.5}
    """
    changes = sorted(
        (moment, change, kind)
        for kind, spans in intervals.items()
        for start, end in spans
        for moment, change in ((start, 1), (end, -1))
    )
    shares = dict.fromkeys(intervals, 0.0)
    running = dict.fromkeys(intervals, 0)
    before = 0.0
    for moment, change, kind in changes:
        total = sum(running.values())
        if total:
            for each, count in running.items():
                shares[each] += (moment - before) * count / total
        running[kind] += change
        before = moment
    return shares


def _intervals(result: dict) -> Sequence[Interval]:
    """Return the spans of a node: compiling and executing."""
    return [
        (_epoch(timing["started_at"]), _epoch(timing["completed_at"]))
        for timing in result["timing"]
        if timing["started_at"] and timing["completed_at"]
    ]


def _epoch(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _first_lines(message: str | None, lines: int = 4) -> str:
    return " | ".join((message or "").strip().splitlines()[:lines])
