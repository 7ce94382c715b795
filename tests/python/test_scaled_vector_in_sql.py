"""The macro scaled_vector gives what strata.scaling.apply_scaler gives."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendered_macros import macros_of

from strata.scaling import apply_scaler, fit_scaler

PARAMETERS = ("fill_value", "lower_bound", "upper_bound", "centre", "scale", "weight")
CATALOG = pd.DataFrame(
    {
        "feature": ["orders", "net_revenue", "online_share", "is_member", "unused"],
        "position": [1, 2, 3, 4, 5],
        "transform": ["sqrt", "log1p", "none", "none", "log1p"],
        "weight": [1.0, 0.5, 2.0, 1.0, 0.0],
    }
)


def seed_rows(seed, columns, order_by):
    """Stand in for the macro of this name, which reads the seeded catalogue."""
    assert seed == "feature_catalog"
    catalog = CATALOG.assign(segmentation_weight=CATALOG["weight"])
    return catalog.sort_values(order_by)[columns].itertuples(index=False)


macros = macros_of("learning", "scaled_vector", seed_rows=seed_rows, ref=str)


def in_sql(raw, scaler):
    unfolded = pd.DataFrame(
        {
            f"{parameter}_{entry.position}": [getattr(entry, parameter)]
            for entry in scaler.itertuples()
            for parameter in PARAMETERS
        }
    )
    connection = duckdb.connect()
    connection.register("features", raw.assign(row_number=range(len(raw))))
    connection.register("scalers", unfolded)
    vector = macros.scaled_vector("features", "scalers", "segmentation")
    rows = connection.execute(
        f"select {vector} from features cross join scalers order by row_number"
    ).fetchall()
    return np.array([row[0] for row in rows], dtype=float)


def assert_equal(raw, scaler):
    np.testing.assert_allclose(
        in_sql(raw, scaler), apply_scaler(raw, scaler), rtol=1e-12, atol=1e-12
    )


def test_random_rows():
    rng = np.random.default_rng(4)
    raw = pd.DataFrame(
        {
            "orders": rng.poisson(2, 800),
            "net_revenue": rng.normal(50, 200, 800),
            "online_share": rng.uniform(size=800),
            "is_member": rng.uniform(size=800) < 0.2,
            "unused": rng.normal(size=800),
        }
    )
    raw.loc[::7, "online_share"] = np.nan
    raw.loc[3, "net_revenue"] = -1e9
    assert_equal(raw, fit_scaler(raw, CATALOG))


amounts = st.none() | st.floats(-1e9, 1e9, width=32)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(0, 1_000),
            amounts,
            st.none() | st.floats(0, 1, width=32),
            st.booleans(),
            amounts,
        ),
        min_size=1,
        max_size=20,
    )
)
def test_any_rows_also_unknown_and_constant_features(rows):
    raw = pd.DataFrame(rows, columns=CATALOG["feature"]).astype(
        {"orders": float, "net_revenue": float, "online_share": float, "unused": float}
    )
    assert_equal(raw, fit_scaler(raw, CATALOG))


@pytest.mark.parametrize("transform", ["none", "sqrt", "log1p"])
def test_the_transform_keeps_sign_and_null(transform):
    values = duckdb.sql(
        f"select {macros.transformed('x', transform)} "
        "from (select unnest([-9, 0, 9, null]) as x)"
    ).fetchall()
    below, zero, above, unknown = (value for (value,) in values)
    assert below == -above
    assert above > 0
    assert zero == 0
    assert unknown is None
