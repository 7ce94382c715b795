"""Each rule of the project finds its violation in a small planted project."""

import pytest
from rules import project as rules
from rules.project import RULES, Project

SOURCE = "source.strata.crm.crm_leads"


def generic_test(name, node, column=None, folder=None, **arguments):
    """A generic test, as in the manifest."""
    return {
        "unique_id": f"test.strata.{name}_{node['name']}_{column}",
        "name": f"{name}_{node['name']}",
        "resource_type": "test",
        "attached_node": node["unique_id"],
        "column_name": column,
        "test_metadata": {"name": name, "kwargs": arguments},
        "depends_on": {"nodes": [node["unique_id"]]},
        "original_file_path": f"{folder or node['folder']}/x.yml",
    }


def source(name="crm_leads", group="crm", **changes):
    """A source table that follows all rules."""
    return {
        "unique_id": f"source.strata.{group}.{name}",
        "name": name,
        "resource_type": "source",
        "source_name": group,
        "relation_name": f"raw.{name}",
        "original_file_path": f"models/staging/{group}/_{group}__sources.yml",
        "description": "One row per lead.",
        "source_description": "The customer relationship system.",
        "columns": {"loaded_at": {}},
        "loaded_at_field": "loaded_at",
        "freshness": {"warn_after": {"count": 3, "period": "day"}},
    } | changes


def model(name, folder, *parents, **changes):
    """A model that follows all rules, and its test."""
    path = f"{folder}/{name}.sql"
    is_mart = folder.startswith("marts")
    return {
        "unique_id": f"model.strata.{name}",
        "name": name,
        "resource_type": "model",
        "language": "sql",
        "folder": f"models/{folder}",
        "path": path,
        "original_file_path": f"models/{path}",
        "patch_path": f"strata://models/{folder}/{name}.yml",
        "description": "One row per lead.",
        "access": "public" if is_mart else "protected",
        "config": {"materialized": "table", "contract": {"enforced": is_mart}},
        "columns": {"lead_id": {"description": "The lead."}},
        "depends_on": {
            "nodes": [p if "." in p else f"model.strata.{p}" for p in parents]
        },
        "raw_code": "select * from {{ ref('a.b') }} -- from raw.crm_leads",
    } | changes


def staging(**changes):
    return model("stg_crm__leads", "staging/crm", SOURCE, **changes)


def scored(**changes):
    return model("int_leads_scored", "intermediate/leads", "stg_crm__leads", **changes)


def mart(**changes):
    return model("fct_leads", "marts/leads", "int_leads_scored", **changes)


def planted(*nodes, sources=None, tests=None, exposures=(), readme=""):
    """A project of these nodes; without others, of three models in a row."""
    nodes = nodes or (staging(), scored(), mart())
    if tests is None:
        tests = [generic_test("primary_key", node, "lead_id") for node in nodes]
    sources = [source()] if sources is None else sources
    manifest = {
        "nodes": {node["unique_id"]: node for node in (*nodes, *tests)},
        "sources": {node["unique_id"]: node for node in sources},
        "exposures": {node["name"]: node for node in exposures},
    }
    return Project(manifest, readme)


def chain(length, **changes):
    """Models that each read the one before."""
    names = [f"int_leads_{number}" for number in range(length)]
    parents = ["stg_crm__leads", *names]
    return [
        model(name, "intermediate/leads", parent, **changes)
        for name, parent in zip(names, parents, strict=False)
    ]


def branches(count, folder="intermediate/leads", *parents):
    """Models that read the same parents."""
    parents = parents or ("stg_crm__leads",)
    return [model(f"int_branch_{n}", folder, *parents) for n in range(count)]


VIEW = {"materialized": "view", "contract": {"enforced": False}}
DASHBOARD = {"name": "dashboard", "depends_on": {"nodes": ["model.strata.fct_leads"]}}
BAD = {
    "models_read_models_or_sources": planted(
        staging(),
        model("int_leads_scored", "intermediate/leads", SOURCE, "stg_crm__leads"),
    ),
    "only_staging_reads_sources": planted(model("fct_leads", "marts/leads", SOURCE)),
    "one_source_per_table": planted(
        staging(), sources=[source(), source("leads", relation_name="raw.crm_leads")]
    ),
    "no_hard_coded_relation": planted(
        scored(raw_code="select * from {{ x }} as a join raw.crm_leads")
    ),
    "staging_joins_no_sources": planted(
        model("stg_crm__leads", "staging/crm", SOURCE, "source.strata.crm.other"),
        sources=[source(), source("other")],
    ),
    "one_staging_model_per_source_table": planted(
        staging(), model("stg_crm__others", "staging/crm", SOURCE)
    ),
    "staging_reads_no_models": planted(
        staging(), model("stg_crm__others", "staging/crm", "stg_crm__leads")
    ),
    "intermediate_reads_no_marts": planted(
        mart(), model("int_leads_again", "intermediate/leads", "fct_leads")
    ),
    "every_source_is_read": planted(staging(), sources=[source(), source("other")]),
    "no_root_models": planted(model("int_leads", "intermediate/leads")),
    "few_leaf_children": planted(staging(), *branches(3)),
    "no_rejoining": planted(
        staging(),
        scored(),
        model("int_both", "intermediate/leads", "stg_crm__leads", "int_leads_scored"),
    ),
    "few_parents": planted(
        staging(),
        *branches(7),
        model("int_all", "intermediate", *(f"int_branch_{n}" for n in range(7))),
    ),
    "views_are_not_chained": planted(staging(), *chain(6, config=VIEW)),
    "graph_is_shallow": planted(staging(), *chain(34)),
    "every_model_has_a_tested_key": planted(tests=[]),
    "every_model_is_tested": planted(tests=[]),
    "everything_is_described": planted(staging(description=" ")),
    "sources_have_freshness": planted(sources=[source(loaded_at_field=None)]),
    "exposures_read_public_tables": planted(
        mart(access="protected"), exposures=[DASHBOARD]
    ),
    "public_models_are_contracted": planted(
        mart(columns={"lead_id": {"description": ""}})
    ),
    "marts_are_public": planted(mart(access="protected")),
    "names_tell_the_layer": planted(model("leads", "intermediate/leads")),
    "staging_is_sorted_by_source": planted(
        model("stg_shop__leads", "staging/shop", SOURCE)
    ),
    "yaml_stands_beside_its_model": planted(
        mart(patch_path="strata://models/marts/_all.yml")
    ),
    "tests_stand_beside_their_model": planted(
        mart(),
        tests=[generic_test("unique", mart(), "lead_id", folder="models/staging")],
    ),
    "models_are_short": planted(mart(raw_code="select 1\n" * 201)),
    "few_models_are_long": planted(
        *(one | {"raw_code": "select 1\n" * 121} for one in branches(9))
    ),
    "readme_is_short": planted(readme="word " * 1001),
}


def found(name, project):
    (rule,) = (rule for rule in RULES if rule.name == name)
    return [(one.name, one.found) for one in rule.violations(project)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_finds_what_it_is_for(rule):
    assert rule.violations(BAD[rule.name])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_lets_a_good_project_pass(rule):
    assert rule.violations(planted(exposures=[DASHBOARD])) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_says_why_and_what_else(rule):
    assert rule.why
    assert rule.instead


@pytest.mark.parametrize(
    "tests",
    [
        [generic_test("unique_combination_of_columns", mart())],
        [
            generic_test("unique", mart(), "lead_id"),
            generic_test("not_null", mart(), "lead_id"),
        ],
        [
            generic_test("unique", mart(), "lead_id"),
            generic_test("never_null", mart(), columns=["lead_id"]),
        ],
    ],
)
def test_a_key_may_be_tested_in_several_ways(tests):
    assert found("every_model_has_a_tested_key", planted(mart(), tests=tests)) == []


def test_a_unique_column_that_may_be_null_is_no_key():
    tests = [
        generic_test("unique", mart(), "lead_id"),
        generic_test("not_null", mart(), "other"),
    ]
    project = planted(mart(), tests=tests)
    assert found("every_model_has_a_tested_key", project) == [
        ("fct_leads", "no test of a key")
    ]


def test_a_contract_says_that_a_key_is_never_null():
    column = {"description": "The lead.", "constraints": [{"type": "not_null"}]}
    contracted = mart(columns={"lead_id": column})
    project = planted(contracted, tests=[generic_test("unique", contracted, "lead_id")])
    assert found("every_model_has_a_tested_key", project) == []


def test_sizes_may_reach_their_limits():
    assert found("graph_is_shallow", planted(staging(), *chain(33))) == []
    assert (
        found("views_are_not_chained", planted(staging(), *chain(5, config=VIEW))) == []
    )
    assert found("models_are_short", planted(mart(raw_code="x\n" * 200))) == []
    assert found("readme_is_short", planted(readme="word " * 1000)) == []
    assert found("few_leaf_children", planted(staging(), *branches(2))) == []


def test_a_table_ends_a_chain_of_views():
    models = chain(9, config=VIEW)
    models[4] = models[4] | {"config": mart()["config"]}
    assert found("views_are_not_chained", planted(staging(), *models)) == []


def test_spines_may_be_joined_again():
    spine = model("int_as_of_dates", "intermediate/as_of", "stg_crm__leads")
    middle = model("int_dated", "intermediate/leads", spine["name"])
    last = model("int_last", "intermediate/leads", spine["name"], middle["name"])
    assert spine["name"] in rules.SPINES
    assert found("no_rejoining", planted(staging(), spine, middle, last)) == []


def test_an_exposure_of_a_view_or_of_a_source_is_found():
    view = planted(
        mart(config=VIEW),
        exposures=[
            {"name": "page", "depends_on": {"nodes": ["model.strata.fct_leads"]}}
        ],
    )
    assert found("exposures_read_public_tables", view) == [
        ("page", "fct_leads is a view")
    ]
    raw = planted(exposures=[{"name": "page", "depends_on": {"nodes": [SOURCE]}}])
    assert found("exposures_read_public_tables", raw) == [
        ("page", "crm_leads is not public")
    ]


def test_staging_may_leave_out_what_the_state_names():
    state = source("rows_erased", "state")
    leads = staging(depends_on={"nodes": [SOURCE, state["unique_id"]]})
    others = model(
        *("stg_crm__others", "staging/crm"),
        *("source.strata.crm.others", state["unique_id"]),
    )
    project = planted(leads, others, sources=[source(), source("others"), state])
    for name in (
        "staging_joins_no_sources",
        "one_staging_model_per_source_table",
        "staging_is_sorted_by_source",
    ):
        assert found(name, project) == []


@pytest.mark.parametrize(
    "sql",
    [
        "select a is distinct from b.c from {{ ref('x') }}",
        "select * from unnest(a.b)",
        "select 1 /* a comment */ from leads",
        "{# from raw.leads #} select * from leads",
    ],
)
def test_what_only_looks_like_a_relation_passes(sql):
    assert found("no_hard_coded_relation", planted(scored(raw_code=sql))) == []


@pytest.mark.parametrize(
    "sql",
    [
        "select * from raw.leads",
        'select * from "raw"."leads"',
        "select * from strata.raw.leads",
        "select * from a\n    left join\n    raw.leads on true",
        "select * from 'leads.parquet'",
    ],
)
def test_a_relation_without_ref_is_found(sql):
    assert found("no_hard_coded_relation", planted(scored(raw_code=sql)))
