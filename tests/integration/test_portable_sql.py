"""Every SQL model can be transpiled to Spark, with known exceptions.

The rules are in `tests/rules/portable_sql.py`; nothing runs on Spark here. The models
are compiled for a database with only the seeds from which SQL is generated, so branches
of `is_incremental()` are not covered.
"""

import pytest
from rules import exceptions
from rules.portable_sql import (
    EXCEPTIONS,
    RULES,
    Model,
    carried_functions,
)


@pytest.fixture(scope="module")
def models(make_warehouse):
    """The models as they are compiled for a database of seeds."""
    warehouse = make_warehouse()
    warehouse.build("--select", "+int_feature_uses", "segment_schemes", "value_tiers")
    compiled = warehouse.dbt(
        *("compile", "--select", "resource_type:model"),
        *("--indirect-selection", "empty"),
    )
    assert compiled.success, compiled.log
    folder = warehouse.folder / "target" / "compiled" / "strata" / "models"
    return [
        Model(file.stem, file.read_text(), (folder / "staging") in file.parents)
        for file in sorted(folder.rglob("*.sql"))
    ]


def test_all_sql_models_are_compiled(models, manifest):
    assert {model.name for model in models} == {
        node.name
        for node in manifest.nodes.values()
        if node.resource_type == "model" and node.language == "sql"
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_model_breaks_a_rule(rule, models, update_exceptions):
    violations = rule.violations(models)
    if update_exceptions:
        exceptions.update(EXCEPTIONS, rule, violations)
    problems = exceptions.problems(rule, violations, exceptions.read(EXCEPTIONS))
    assert not problems, "\n".join(problems)


def test_every_exception_has_a_rule_and_a_reason():
    known = exceptions.read(EXCEPTIONS)
    assert {exception.rule for exception in known} <= {rule.name for rule in RULES}
    assert [exception for exception, reason in known.items() if not reason] == []


def test_no_function_is_listed_without_need(models):
    used = set().union(*(one.functions | one.unknown_functions for one in models))
    assert carried_functions() - used == set()
