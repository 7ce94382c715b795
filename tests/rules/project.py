"""Rules for the project's graph, names, tests and documentation.

They are the rules of dbt-project-evaluator, and some own rules at the end. Each takes a
`Project` and yields pairs: the name of the violating node, and the finding.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from rules.rule import collected, rule

EXCEPTIONS = Path(__file__).with_name("project_exceptions.csv")
PREFIXES = {
    "staging": ("stg_",),
    "intermediate": ("int_",),
    "marts": ("dim_", "fct_", "aud_", "sync_"),
}
KEY_TESTS = {
    "primary_key",
    "unique_combination_of_columns",
}
# A name with a dot after `from` or `join` is a relation, unless two values are compared
# there; a quoted file is one, too.
HARD_CODED = re.compile(
    r"(?<!distinct )\b(?:from|join)\s+(?P<relation>[\w\"]+\.[\w\".]+|'[^']+')", re.I
)
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
COMMENT = re.compile(r"--[^\n]*")

# Data of earlier runs of the project, which needs no cleaning.
STATE = "state"
# Tables of dates, which many models read to find the due dates.
SPINES = {"int_as_of_dates", "int_scoring_date"}

LEAF_CHILDREN = 3
PARENTS = 7
CHAINED_VIEWS = 5
DEPTH = 34
LINES = 200
LONG_LINES = 120
LONG_MODELS = 8
README_WORDS = 1000

Node = Mapping[str, Any]


@dataclass(frozen=True)
class Project:
    """A parsed dbt project.

    Parameters
    ----------
    manifest : mapping
        dbt's manifest, as in `manifest.json`.
    readme : str, optional
        The text of the README.
    """

    manifest: Mapping[str, Any] = field(repr=False)
    readme: str = field(default="", repr=False)

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Models, seeds, snapshots and sources by their unique id."""
        nodes = self.manifest["nodes"]
        kinds = {"model", "seed", "snapshot"}
        return {
            key: node for key, node in nodes.items() if node["resource_type"] in kinds
        } | dict(self.manifest["sources"])

    def of_type(self, *kinds: str) -> list[Node]:
        """Nodes of these resource types."""
        return [n for n in self.nodes.values() if n["resource_type"] in kinds]

    @property
    def models(self) -> list[Node]:
        """All models, in SQL and Python."""
        return self.of_type("model")

    @property
    def sources(self) -> list[Node]:
        """All tables of the sources."""
        return self.of_type("source")

    @property
    def tests(self) -> list[Node]:
        """All data tests."""
        nodes = self.manifest["nodes"].values()
        return [node for node in nodes if node["resource_type"] == "test"]

    def in_layer(self, *layers: str) -> list[Node]:
        """Models of these layers."""
        return [model for model in self.models if layer_of(model) in layers]

    def parents(self, node: Node, *kinds: str) -> list[Node]:
        """Direct parents of these resource types, or of all."""
        keys = dict.fromkeys(node.get("depends_on", {}).get("nodes", []))
        found = [self.nodes[key] for key in keys if key in self.nodes]
        return [n for n in found if not kinds or n["resource_type"] in kinds]

    @cached_property
    def _children(self) -> dict[str, list[Node]]:
        children: dict[str, list[Node]] = {key: [] for key in self.nodes}
        for node in self.of_type("model", "snapshot"):
            for parent in self.parents(node):
                children[parent["unique_id"]].append(node)
        return children

    def inputs(self, model: Node) -> list[Node]:
        """Source tables that a model reads, other than the project's own state."""
        sources = self.parents(model, "source")
        return [source for source in sources if source["source_name"] != STATE]

    def children(self, node: Node) -> list[Node]:
        """Models and snapshots that read a node."""
        return self._children[node["unique_id"]]

    @cached_property
    def _tests_of(self) -> dict[str, list[Node]]:
        tests: dict[str, list[Node]] = {key: [] for key in self.nodes}
        for test in self.tests:
            attached = test.get("attached_node")
            for key in [attached] if attached else test["depends_on"]["nodes"]:
                if key in tests:
                    tests[key].append(test)
        return tests

    def tests_of(self, node: Node) -> list[Node]:
        """Generic tests of a node, and singular tests that read it."""
        return self._tests_of[node["unique_id"]]

    def chain(self, node: Node, kinds: set[str] | None = None) -> int:
        """Number of models in the longest chain that ends with this one.

        With `kinds`, the chain contains only models with one of these materializations.
        """
        lengths: dict[str, int] = {}

        def length(one: Node) -> int:
            key = one["unique_id"]
            if one["resource_type"] not in ("model", "snapshot"):
                return 0
            if kinds and one["config"]["materialized"] not in kinds:
                return 0
            if key not in lengths:
                longest = max(map(length, self.parents(one)), default=0)
                lengths[key] = 1 + longest
            return lengths[key]

        return length(node)


def layer_of(model: Node) -> str:
    """The first folder of a model: staging, intermediate or marts."""
    return PurePosixPath(model["path"]).parts[0]


def folder_of(path: str) -> PurePosixPath:
    """The folder of a file in the project."""
    return PurePosixPath(path.split("://")[-1]).parent


def is_view(node: Node) -> bool:
    """Whether reading the node runs its query again."""
    return node["config"]["materialized"] in {"view", "ephemeral"}


def read_together(nodes: Iterable[Node]) -> str:
    """Names, sorted, as one finding."""
    return ", ".join(sorted(node["name"] for node in nodes))


# --- What reads what


@rule("the staging model of the source")
def models_read_models_or_sources(project):
    """A model that reads both mixes clean and raw data."""
    for model in project.models:
        sources = project.parents(model, "source")
        if sources and project.parents(model, "model", "snapshot"):
            yield model["name"], "both", read_together(sources)


@rule("the staging model of the source")
def only_staging_reads_sources(project):
    """Renaming and casting happen once, in staging."""
    for model in project.in_layer("intermediate", "marts"):
        sources = project.parents(model, "source")
        if sources:
            yield model["name"], "sources", read_together(sources)


@rule("one table of one source")
def one_source_per_table(project):
    """Lineage and freshness would be split between two names of one table."""
    tables = Counter(source["relation_name"] for source in project.sources)
    for relation, count in tables.items():
        if count > 1:
            yield relation, "sources", str(count)


@rule("{{ ref(…) }} or {{ source(…) }}")
def no_hard_coded_relation(project):
    """dbt does not know it, so it is in no lineage and in no other environment."""
    for model in project.models:
        if model["language"] == "sql":
            sql = COMMENT.sub("", JINJA.sub(" jinja ", model["raw_code"]))
            for match in HARD_CODED.finditer(sql):
                yield model["name"], match["relation"]


@rule("a staging model for each, joined in intermediate")
def staging_joins_no_sources(project):
    """A staging model represents one source table."""
    for model in project.in_layer("staging"):
        inputs = project.inputs(model)
        if len(inputs) > 1:
            yield model["name"], "sources", read_together(inputs)


@rule("one staging model that all others read")
def one_staging_model_per_source_table(project):
    """Two models could read one source in different ways."""
    for source in project.sources:
        readers = [n for n in project.children(source) if layer_of(n) == "staging"]
        if len(readers) > 1 and source["source_name"] != STATE:
            yield source["name"], "staging models", read_together(readers)


@rule("an intermediate model, or the source")
def staging_reads_no_models(project):
    """Staging is the first layer: it reads sources and seeds only."""
    for model in project.in_layer("staging"):
        for parent in project.parents(model, "model", "snapshot"):
            yield model["name"], parent["name"]


@rule("the model that the mart selects from")
def intermediate_reads_no_marts(project):
    """A mart is an interface for readers; a change of it must not change results."""
    for model in project.in_layer("intermediate"):
        for parent in project.parents(model, "model"):
            if layer_of(parent) == "marts":
                yield model["name"], parent["name"]


@rule("no source, or a staging model for it")
def every_source_is_read(project):
    """Users would have to provide a source that nothing reads."""
    for source in project.sources:
        if not project.children(source):
            yield source["name"], "no model"


@rule("a `ref` or a `source`; only spines stand alone")
def no_root_models(project):
    """A model without parents contains constants, or hides its inputs."""
    for model in project.models:
        if not project.parents(model):
            yield model["name"], "no parent"


# --- The shape of the graph


@rule("a column in one of the children, or a reason")
def few_leaf_children(project):
    """Many leaf models of one parent should often be one model."""
    for node in project.of_type("model", "source"):
        leaves = [n for n in project.children(node) if not project.children(n)]
        if len(leaves) >= LEAF_CHILDREN:
            yield node["name"], "leaf children", read_together(leaves)


@rule("a CTE of the model that rejoins it")
def no_rejoining(project):
    """A model that only one other model reads and joins with its own parent is a
    CTE."""
    for child in project.models:
        parents = project.parents(child, "model")
        names = {parent["unique_id"] for parent in parents}
        for middle in parents:
            above = [
                node
                for node in project.parents(middle, "model")
                if node["unique_id"] in names and node["name"] not in SPINES
            ]
            if above and len(project.children(middle)) == 1:
                yield child["name"], middle["name"], read_together(above)


@rule("a model that joins some of the parents")
def few_parents(project):
    """A model with seven parents does more than one thing."""
    for model in project.models:
        parents = project.parents(model)
        if len(parents) >= PARENTS:
            yield model["name"], "parents", read_together(parents)


@rule("a table in the chain")
def views_are_not_chained(project):
    """Each reader of the last view runs all of them."""
    views = {"view", "ephemeral"}
    for model in project.models:
        length = project.chain(model, views)
        ends = not any(map(is_view, project.children(model)))
        if length > CHAINED_VIEWS and ends:
            yield model["name"], "views", str(length)


@rule("models that are read side by side")
def graph_is_shallow(project):
    """A deep graph builds slowly with any number of threads."""
    depth, name = max(
        ((project.chain(model), model["name"]) for model in project.models),
        default=(0, ""),
    )
    if depth > DEPTH:
        yield "project", "depth", f"{depth} models up to {name}"


# --- Tests and documentation


@rule("primary_key, unique_combination_of_columns, or unique and not_null")
def every_model_has_a_tested_key(project):
    """Without a key a model has no grain."""
    for model in project.models:
        tests = [
            test["test_metadata"] | {"column": test.get("column_name")}
            for test in project.tests_of(model)
            if test.get("test_metadata")
        ]
        unique = {test["column"] for test in tests if test["name"] == "unique"}
        if not unique & filled_columns(model, tests) and not any(
            test["name"] in KEY_TESTS for test in tests
        ):
            yield model["name"], "no test of a key"


def filled_columns(model: Node, tests: Iterable[Node]) -> set[str]:
    """Columns that have a value in every row, by a test or by contract."""
    filled = {test["column"] for test in tests if test["name"] == "not_null"}
    for test in tests:
        if test["name"] == "never_null":
            filled.update(test["kwargs"]["columns"])
    if model["config"]["contract"]["enforced"]:
        for name, column in model["columns"].items():
            if "not_null" in {one["type"] for one in column.get("constraints", [])}:
                filled.add(name)
    return filled


@rule("a test in the model's YAML")
def every_model_is_tested(project):
    """A test protects the model from later changes."""
    for model in project.models:
        if not project.tests_of(model):
            yield model["name"], "no test"


@rule("a description that begins with the grain")
def everything_is_described(project):
    """The documentation is the contract with readers."""
    for node in project.nodes.values():
        if not node["description"].strip():
            yield node["name"], "no description"
    for source in project.sources:
        if not source["source_description"].strip():
            yield source["source_name"], "no description"


@rule("freshness, and loaded_at_field")
def sources_have_freshness(project):
    """Without freshness, readers are the first to notice missing data."""
    for source in project.sources:
        freshness = source["freshness"] or {}
        limits = (freshness.get("warn_after"), freshness.get("error_after"))
        is_limited = any(limit and limit["count"] for limit in limits)
        if "loaded_at" in source["columns"] and not (
            is_limited and source["loaded_at_field"]
        ):
            yield source["name"], "no freshness"


@rule("access: public, and a table")
def exposures_read_public_tables(project):
    """Other systems depend on them, so they must be stable and fast."""
    for exposure in project.manifest.get("exposures", {}).values():
        for parent in project.parents(exposure):
            is_model = parent["resource_type"] == "model"
            if not is_model or parent["access"] != "public":
                yield exposure["name"], f"{parent['name']} is not public"
            elif is_view(parent):
                yield exposure["name"], f"{parent['name']} is a view"


@rule("contract: {enforced: true}, and a description of each column")
def public_models_are_contracted(project):
    """Readers depend on names, types and meanings."""
    for model in project.models:
        if model["access"] == "public":
            if not model["config"]["contract"]["enforced"]:
                yield model["name"], "no contract"
            for name, column in model["columns"].items():
                if not column["description"].strip():
                    yield model["name"], f"{name} is not described"


@rule("access: public, or models/intermediate")
def marts_are_public(project):
    """A mart without readers is an intermediate model."""
    for model in project.in_layer("marts"):
        if model["access"] != "public":
            yield model["name"], "not public"


# --- Names and places


@rule("stg_<source>__<entities>, int_, dim_, fct_, aud_ or sync_ in the layer's folder")
def names_tell_the_layer(project):
    """The name says what to expect of a model."""
    for model in project.models:
        layer = layer_of(model)
        if not model["name"].startswith(PREFIXES.get(layer, ())):
            yield model["name"], layer


@rule("models/staging/<source>/stg_<source>__<entities>.sql")
def staging_is_sorted_by_source(project):
    """All files of a source are in one folder."""
    for model in project.in_layer("staging"):
        folder = PurePosixPath(model["path"]).parts[1]
        sources = {source["source_name"] for source in project.inputs(model)}
        wanted = f"stg_{folder}__"
        if sources != {folder} - {STATE} or not model["name"].startswith(wanted):
            yield model["name"], f"{folder}: reads {', '.join(sorted(sources))}"
    for source in project.sources:
        folder = folder_of(source["original_file_path"])
        if folder.parts[1:] != ("staging", source["source_name"]):
            yield source["name"], str(folder)


@rule("one YAML file beside the model, named like it")
def yaml_stands_beside_its_model(project):
    """The description of a model is found beside the model."""
    for model in project.models:
        patch = (model["patch_path"] or "").split("://")[-1]
        expected = PurePosixPath(model["original_file_path"]).with_suffix(".yml")
        if patch != str(expected):
            yield model["name"], patch or "no YAML"


@rule("tests of a model in its YAML, others in tests/singular/<topic>")
def tests_stand_beside_their_model(project):
    """A failing test is found beside its model."""
    for test in project.tests:
        path = test["original_file_path"]
        attached = project.nodes.get(test.get("attached_node") or "")
        if attached is None:
            if folder_of(path).parts[:2] != ("tests", "singular"):
                yield test["name"], path
        elif folder_of(path) != folder_of(attached["original_file_path"]):
            yield test["name"], path


# --- Size


@rule("two models, split by grain")
def models_are_short(project):
    """A model that does not fit on a few screens is not read."""
    for name, lines in model_lines(project):
        if lines > LINES:
            yield name, "lines", str(lines)


@rule("models of one job each")
def few_models_are_long(project):
    """A few long models are acceptable; many are a bad habit."""
    long = [name for name, lines in model_lines(project) if lines > LONG_LINES]
    if len(long) > LONG_MODELS:
        yield "project", "long models", f"{len(long)}: {', '.join(sorted(long))}"


def model_lines(project: Project) -> Iterator[tuple[str, int]]:
    """The length of each model's file."""
    for model in project.models:
        yield model["name"], len(model["raw_code"].strip().splitlines())


@rule("a page in docs")
def readme_is_short(project):
    """It is the first page; a longer one is not read to the end."""
    words = len(project.readme.split())
    if words > README_WORDS:
        yield "README.md", "words", str(words)


RULES = collected(globals())
