"""The vector macros give the same results as strata.scaling.apply_scaler."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendered_macros import macros_of

from strata.scaling import apply_scaler, fit_scaler

CATALOG = pd.DataFrame(
    {
        "feature": ["orders", "net_revenue", "online_share", "is_member", "unused"],
        "position": [1, 2, 3, 4, 5],
        "transform": ["sqrt", "log1p", "none", "none", "log1p"],
        "imputation": ["zero", "median", "median", "zero", "median"],
        "weight": [1.0, 0.5, 2.0, 1.0, 0.0],
    }
)


def used_features(entity, use):
    """Replacement for the macro of this name, which reads int_feature_uses."""
    assert (entity, use) == ("lead", "segmentation")
    return list(CATALOG[["feature", "position", "transform"]].itertuples(index=False))


macros = macros_of("learning", "*scale*", used_features=used_features)


def in_sql(raw, scaler):
    ours = scaler.assign(entity="lead", use="segmentation")
    of_others = scaler.assign(entity="customer", use="segmentation", centre=1e6)
    connection = duckdb.connect()
    connection.register("features", raw.assign(row_number=range(len(raw))))
    connection.register("scalers", pd.concat([of_others, ours]))
    scale = macros.unfolded_scaler("scalers", "lead", "segmentation")
    vector = macros.scaled_vector("features", "scaler", "lead", "segmentation")
    rows = connection.execute(
        f"with scaler as ({scale}) "
        f"select {vector} from features cross join scaler order by row_number"
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
