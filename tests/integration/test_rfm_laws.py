"""Properties of the RFM scores, tested with the models' SQL on random customers."""

from collections import defaultdict
from datetime import date
from itertools import pairwise

import duckdb
import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

MODELS = {
    "int_customer_rfm_metrics": "intermediate",
    "int_rfm_quantiles": "intermediate",
    "int_rfm_cut_points": "intermediate",
    "int_customer_rfm_scores": "intermediate",
}
SEEDS = ("rfm_segment_ranges", "rfm_fixed_cut_points")
AS_OF_DATE = date(2026, 1, 1)

# Days since the last order, orders and net revenue; few values, so that there are many
# ties.
customers = st.lists(
    st.tuples(
        st.integers(0, 9) | st.floats(0, 4000, allow_subnormal=False),
        st.integers(1, 6) | st.integers(1, 10_000),
        st.integers(-3, 3) | st.decimals(-1000, 100_000, places=2),
    ),
    min_size=1,
    max_size=40,
)


class Rfm:
    """The compiled models on tables in memory."""

    def __init__(self, warehouse, bins):
        variables = f"{{rfm_bins: {bins}, rfm_window: lifetime}}"
        run = warehouse.dbt("compile", "--select", *MODELS, "--vars", variables)
        assert run.success, run.log
        self.bins = bins
        self.connection = duckdb.connect()
        self.connection.execute(
            """
            attach ':memory:' as strata;
            use strata;
            create schema intermediate;
            create schema reference;
            create table intermediate.int_as_of_dates (
                as_of_date date, learning_date date
            );
            create table intermediate.int_customer_features (
                customer_id varchar, as_of_date date, order_count bigint,
                net_revenue decimal(18, 4), days_since_last_order double,
                has_ordered boolean
            );
            """
        )
        self.connection.execute(
            "insert into intermediate.int_as_of_dates values ($1, $1)", [AS_OF_DATE]
        )
        for seed in SEEDS:
            path = ROOT / "seeds/reference" / f"{seed}.csv"
            self.connection.execute(f"create table reference.{seed} as from '{path}'")
        for model, schema in MODELS.items():
            (path,) = (warehouse.folder / "target/compiled").rglob(f"{model}.sql")
            self.connection.execute(
                f"create view {schema}.{model} as {path.read_text()}"
            )

    def scores(self, rows):
        """Score customers, given and returned as a tuple of three values each."""
        features = pd.DataFrame(rows, columns=["days", "orders", "revenue"])
        features["revenue"] = features["revenue"].astype(str)
        features["number"] = range(len(rows))
        self.connection.register("features", features)
        self.connection.execute("delete from intermediate.int_customer_features")
        self.connection.execute(
            """
            insert into intermediate.int_customer_features
            select printf('%03d', number), $1, orders, revenue, days, true
            from features
            """,
            [AS_OF_DATE],
        )
        return self.connection.execute(
            """
            select recency_score, frequency_score, monetary_score
            from intermediate.int_customer_rfm_scores
            order by customer_id
            """
        ).fetchall()

    def bounds(self):
        """Lower bounds of each metric, in the order of its values."""
        bounds = defaultdict(list)
        for metric, bound in self.connection.execute(
            """
            select metric, lower_bound
            from intermediate.int_rfm_cut_points
            order by if(metric = 'recency', -score, score)
            """
        ).fetchall():
            bounds[metric].append(bound)
        return bounds


@pytest.fixture(scope="module", params=[2, 3, 5, 10], ids="{} bins".format)
def rfm(request, make_warehouse):
    return Rfm(make_warehouse(), request.param)


few = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@few
@given(rows=customers)
def test_scores_rise_with_the_value_and_are_equal_for_equal_values(rfm, rows):
    scores = rfm.scores(rows)
    assert len(scores) == len(rows)
    for metric, sign in enumerate((-1, 1, 1)):
        # Recency counts whole days; fewer are better.
        values = [sign * int(row[0]) if metric == 0 else row[metric] for row in rows]
        scored = sorted(zip(values, (score[metric] for score in scores), strict=True))
        assert all(1 <= score <= rfm.bins for _, score in scored)
        for (value, score), (next_value, next_score) in pairwise(scored):
            assert score <= next_score
            if value == next_value:
                assert score == next_score


@few
@given(rows=customers, random=st.randoms(use_true_random=False))
def test_the_order_of_customers_does_not_matter(rfm, rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    scores = rfm.scores(rows)
    shuffled = rfm.scores([rows[number] for number in order])
    assert shuffled == [scores[number] for number in order]


@few
@given(row=customers.map(lambda rows: rows[0]), size=st.integers(1, 30))
def test_equal_customers_have_one_score(rfm, row, size):
    assert set(rfm.scores([row] * size)) == {(rfm.bins, 1, 1)}


@few
@given(rows=customers)
def test_a_value_lies_above_the_bound_of_its_score(rfm, rows):
    scores = rfm.scores(rows)
    bounds = rfm.bounds()
    for metric, name in enumerate(("recency", "frequency", "monetary")):
        lowest, *others = bounds[name]
        assert lowest is None
        assert len(others) == rfm.bins - 1
        assert others == sorted(others)
        for row, score in zip(rows, scores, strict=True):
            step = rfm.bins - score[0] if metric == 0 else score[metric] - 1
            value = int(row[0]) if metric == 0 else float(row[metric])
            assert step == 0 or value > others[step - 1]
            assert step == rfm.bins - 1 or value <= others[step]


def test_distinct_values_fill_the_scores_evenly(rfm):
    rows = [(day, day + 1, day) for day in range(10 * rfm.bins)]
    scores = rfm.scores(rows)
    for metric in range(3):
        counts = [0] * rfm.bins
        for score in scores:
            counts[score[metric] - 1] += 1
        assert counts == [10] * rfm.bins
