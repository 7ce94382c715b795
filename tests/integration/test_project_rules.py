"""The project follows the rules of `tests/rules/project.py`, with known exceptions."""

import pytest
from conftest import ROOT
from rules import exceptions
from rules.project import EXCEPTIONS, RULES, Project


@pytest.fixture(scope="module")
def project(manifest):
    return Project(
        manifest.writable_manifest().to_dict(omit_none=False),
        (ROOT / "README.md").read_text(),
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_project_keeps_the_rule(rule, project, update_exceptions):
    violations = rule.violations(project)
    if update_exceptions:
        exceptions.update(EXCEPTIONS, rule, violations)
    problems = exceptions.problems(rule, violations, exceptions.read(EXCEPTIONS))
    assert not problems, "\n".join(problems)


def test_every_exception_has_a_rule_and_a_reason():
    known = exceptions.read(EXCEPTIONS)
    assert {exception.rule for exception in known} <= {rule.name for rule in RULES}
    assert [exception for exception, reason in known.items() if not reason] == []
