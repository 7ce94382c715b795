"""Exceptions cover what they name, must be needed, and keep their reasons."""

from rules import exceptions
from rules.rule import Rule, Violation


def rule_of(*pairs):
    def no_gaps(subject):
        """Gaps are bad."""
        yield from pairs

    return Rule(no_gaps, "no gap")


def messages(known, *pairs):
    rule = rule_of(*pairs)
    exceptions_ = [Violation("no_gaps", *key) for key in known]
    return exceptions.problems(rule, rule.violations(None), exceptions_)


def test_a_violation_without_exception_says_why_and_what_else():
    (message,) = messages([], ("a", "gap", "at 3"))
    assert message == "a: no_gaps: gap (at 3). Instead: no gap. Because: Gaps are bad."


def test_an_exception_covers_its_violation_whatever_the_detail():
    assert messages([("a", "gap")], ("a", "gap", "at 3")) == []


def test_a_pattern_covers_all_names_that_it_matches():
    assert messages([("stg_*", "gap")], ("stg_a", "gap"), ("stg_b", "gap")) == []
    assert len(messages([("stg_*", "gap")], ("int_a", "gap"))) == 2


def test_an_exception_that_is_not_needed_any_more_is_a_problem():
    (message,) = messages([("a", "gap")])
    assert message == "a: no_gaps: gap is gone: delete its exception"
    assert len(messages([("a", "hole")], ("a", "gap"))) == 2


def test_exceptions_of_other_rules_do_not_count():
    other = Violation("no_holes", "a", "gap")
    rule = rule_of(("a", "gap"))
    assert len(exceptions.problems(rule, rule.violations(None), [other])) == 1


def test_an_update_keeps_reasons_and_other_rules_and_drops_what_is_not_needed(tmp_path):
    file = tmp_path / "exceptions.csv"
    file.write_text(
        "rule,name,found,reason\n"
        "no_gaps,a,gap,It is small\n"
        "no_gaps,b,gap,It was small\n"
        'no_holes,c,"hole, round",It is deep\n'
    )
    rule = rule_of(("a", "gap"), ("d", "gap"))
    exceptions.update(file, rule, rule.violations(None))
    assert file.read_text() == (
        "rule,name,found,reason\n"
        "no_gaps,a,gap,It is small\n"
        "no_gaps,d,gap,\n"
        'no_holes,c,"hole, round",It is deep\n'
    )
