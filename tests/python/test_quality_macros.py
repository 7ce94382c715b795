"""The shape of a value shows its form and none of its letters and digits."""

import re

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendered_macros import macros_of

SHAPE = str(macros_of("quality", "shape_of").shape_of("value"))


def shape_of(value):
    return duckdb.execute(
        f"select {SHAPE} from (select cast(? as varchar) as value)", [value]
    ).fetchone()[0]


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("07/15/2024 02:22 PM", "99/99/9999 99:99 PM"),
        ("7.15.24 2:22pm", "9.99.99 9:99PM"),
        ("Élodie Œuvrard", "Aaaaaa Aaaaaaa"),
        ("+33 6 12 34", "+99 9 99 99"),
        ("ada@example.fr", "aaa@aaaaaaa.aa"),
        ("Miriam", "Aaaaaa"),
        ("٠٦ राम", "99 aaa"),
        ("", ""),
        (None, None),
    ],
)
def test_shape(value, shape):
    assert shape_of(value) == shape


@given(st.text(max_size=60))
def test_a_shape_has_no_letter_or_digit_of_the_value(value):
    value = value.replace("\0", "")
    shape = shape_of(value)
    assert len(shape) <= 40
    # AM and PM may be left after a digit.
    rest = re.sub(r"9 ?[AP]M$", "", shape)
    assert not set(re.sub(r"[ -/:-@\[-`{-~]", "", rest)) - set("Aa9")


# Accepted runs

JUDGED = "model.strata.int_deliveries_judged"
GATE, OTHER = "test.strata.gate", "test.strata.other"


def is_accepted(**statuses):
    """Whether a run of nodes with these statuses is accepted."""
    results = [
        {"node": {"unique_id": name.replace("_of_", ".strata.")}, "status": status}
        for name, status in statuses.items()
    ]
    nodes = [
        {"resource_type": "test", "unique_id": GATE, "depends_on": {"nodes": [JUDGED]}},
        {"resource_type": "test", "unique_id": OTHER, "depends_on": {"nodes": []}},
        {"resource_type": "model", "unique_id": JUDGED, "depends_on": {"nodes": []}},
    ]
    given = []
    macros = macros_of(
        "quality",
        "is_accepted",
        graph={"nodes": dict(enumerate(nodes))},
        **{"return": given.append},
    )
    macros.is_accepted(results)
    return given == [True]


BUILT = {"model_of_int_deliveries_judged": "success", "test_of_gate": "pass"}


@pytest.mark.parametrize(
    ("statuses", "accepted"),
    [
        pytest.param(BUILT, True, id="green"),
        pytest.param(BUILT | {"test_of_gate": "warn"}, True, id="a gate warns"),
        pytest.param(BUILT | {"test_of_other": "fail"}, False, id="a test fails"),
        pytest.param(BUILT | {"model_of_x": "error"}, False, id="an error"),
        pytest.param(BUILT | {"model_of_x": "skipped"}, False, id="a skipped model"),
        pytest.param(
            BUILT | {"model_of_x": "runtime error"}, False, id="a runtime error"
        ),
        pytest.param(
            {"model_of_int_deliveries_judged": "success"}, False, id="no gate ran"
        ),
        pytest.param({"test_of_gate": "pass"}, False, id="nothing was judged"),
        pytest.param({}, False, id="nothing ran"),
    ],
)
def test_only_a_green_run_with_all_gates_is_accepted(statuses, accepted):
    assert is_accepted(**statuses) == accepted
