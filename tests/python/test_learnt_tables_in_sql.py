"""The reference implementations equal the SQL that their modules document."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from strata.clustering import assign, fit_kmeans
from strata.propensity import fit_propensity, score
from strata.scaling import apply_scaler, fit_scaler

CATALOG = pd.DataFrame(
    {
        "feature": ["orders", "net_revenue", "online_share"],
        "position": [1, 2, 3],
        "imputation": "median",
        "transform": ["sqrt", "log1p", "none"],
        "weight": [1.0, 0.5, 2.0],
    }
)


@pytest.fixture
def raw():
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(
        {
            "customer_id": [f"shop:{row}" for row in range(800)],
            "orders": rng.poisson(2, 800).astype(float),
            "net_revenue": rng.normal(50, 200, 800),
            "online_share": rng.uniform(size=800),
        }
    )
    frame.loc[::7, "online_share"] = np.nan
    frame.loc[3, "net_revenue"] = -1e9
    return frame


@pytest.fixture
def vectors(raw):
    return apply_scaler(raw, fit_scaler(raw, CATALOG))


def test_scaling(raw, vectors):
    scaler = fit_scaler(raw, CATALOG)  # noqa: F841 - read by duckdb
    scaled = duckdb.sql(
        """
        with long as (
            unpivot raw
            on orders, net_revenue, online_share
            into name feature value raw_value
        ),

        transformed as (
            select
                raw.customer_id,
                scaler.*,
                case scaler.transform
                    when 'log1p'
                        then sign(raw_value) * ln(1 + abs(raw_value))
                    when 'sqrt'
                        then sign(raw_value) * sqrt(abs(raw_value))
                    else raw_value
                end as transformed
            from raw
            cross join scaler
            left join long
                on raw.customer_id = long.customer_id
                and scaler.feature = long.feature
                and not isnan(long.raw_value)
        )

        select
            customer_id,
            list(
                (
                    least(
                        greatest(coalesce(transformed, fill_value), lower_bound),
                        upper_bound
                    ) - centre
                ) / scale * weight
                order by position
            ) as vector
        from transformed
        group by customer_id
        """
    ).df()
    scaled = scaled.set_index("customer_id").loc[raw["customer_id"], "vector"]
    np.testing.assert_allclose(np.stack(scaled), vectors, rtol=1e-12, atol=1e-12)


def test_nearest_prototype(raw, vectors):
    sample = pd.DataFrame(
        {"customer_id": raw["customer_id"], "vector": vectors.tolist()}
    )
    prototypes = fit_kmeans(sample, 3, 5)
    folded = pd.DataFrame({"centres": [prototypes["centre"].tolist()]})  # noqa: F841
    nearest = duckdb.sql(
        """
        with distances as (
            select
                sample.customer_id,
                list_transform(
                    folded.centres, lambda centre:
                    list_distance(sample.vector, centre)
                ) as distances
            from sample
            cross join folded
        )

        select
            customer_id,
            list_position(distances, list_min(distances)) - 1 as prototype_id
        from distances
        """
    ).df()
    nearest = nearest.set_index("customer_id").loc[raw["customer_id"], "prototype_id"]
    expected, _ = assign(vectors, prototypes["centre"].tolist())
    np.testing.assert_array_equal(nearest, expected)


@pytest.mark.parametrize("bend", [0.0, 1.5])
def test_probability(raw, vectors, bend):
    rng = np.random.default_rng(5)
    vectors = np.concatenate([vectors, rng.normal(size=(5_200, 3))])
    linear = vectors @ [0.8, 0.5, -0.4]
    rate = 1 / (1 + np.exp(2 - 0.5 * linear - bend * np.maximum(linear, 0)))
    training = pd.DataFrame(
        {
            "customer_id": np.arange(6_000),
            "as_of_date": "2025-01-01",
            "vector": vectors.tolist(),
            "label": rng.uniform(size=6_000) < rate,
            "sample_weight": 1.0,
            "role": "train",
        }
    )
    model = fit_propensity(training)
    learnt = model.to_frame()  # noqa: F841 - read by duckdb
    # Far outside of what was seen, exp must not overflow.
    vectors = np.concatenate([vectors, [[1e5] * 3, [-1e5] * 3]])
    everybody = pd.DataFrame(  # noqa: F841
        {"customer_id": np.arange(len(vectors)), "vector": vectors.tolist()}
    )
    probabilities = duckdb.sql(
        """
        with linear_scores as (
            select
                everybody.customer_id,
                learnt.*,
                list_inner_product(
                    list_prepend(1.0, everybody.vector), learnt.weights
                ) as linear_score
            from everybody
            cross join learnt
        ),

        segments as (
            select
                *,
                len(list_filter(
                    calibration_lower_bounds, lambda bound: bound <= linear_score
                )) as segment
            from linear_scores
        )

        select
            1 / (1 + exp(-(
                calibration_intercepts[segment]
                + calibration_slopes[segment] * linear_score
            ))) as probability
        from segments
        order by customer_id
        """
    ).df()["probability"]
    np.testing.assert_allclose(probabilities, score(vectors, model), atol=1e-12)
    assert probabilities.between(0, 1).all()
