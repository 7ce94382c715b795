"""The macros that look at the vars of a run."""

import pytest
from rendered_macros import macros_of


@pytest.mark.parametrize(
    ("value", "allowed"),
    [("true", True), ("True", True), (True, True), ("", False), (False, False)],
)
def test_loss_is_allowed_by_one_word_only(value, allowed):
    given = []
    macros = macros_of(
        "run_start",
        "loss_is_allowed",
        var={"allow_loss": value}.__getitem__,
        # `return` renders as text in plain Jinja; what it was given counts.
        **{"return": given.append},
    )
    macros.loss_is_allowed()
    assert given == [allowed]
