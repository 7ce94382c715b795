"""RFM scores equal those that the R package rfm publishes for its data."""

import duckdb
import pytest
from shared_data import shared_file

PUBLISHED = {
    "Abbey O'Reilly": "343",
    "Add Senger": "412",
    "Aden Lesch": "323",
    "Aden Murphy": "544",
    "Admiral Senger": "433",
}


def scores(make_warehouse, from_orders):
    """Score each customer of the published orders, as three digits."""
    # The published cut points are those of the scoring date itself.
    warehouse = make_warehouse(
        STRATA_AS_OF_DATE="2006-12-31",
        STRATA_RFM_WINDOW="lifetime",
        STRATA_RETRAIN_PERIODS="0",
    )
    warehouse.write("shop_orders.parquet", from_orders)
    warehouse.build("--select", "+fct_rfm_scores")
    return dict(
        warehouse.query(
            """
            select
                ids.record_key,
                concat(recency_score, frequency_score, monetary_score)
            from marts.fct_rfm_scores
            inner join intermediate.int_customer_ids as ids using (customer_id)
            where as_of_date = '2006-12-31'
            """
        )
    )


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    path = shared_file("rfm_golden/rfm_data_orders.csv")
    # Two orders on one day with the same amount are two orders, so rows are numbered.
    # They are numbered only once, because each query may read the file in a different
    # order.
    numbered = tmp_path_factory.mktemp("orders") / "orders.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            copy (
                select
                    row_number() over () as order_id,
                    customer_id as account_id,
                    order_date as ordered_at,
                    revenue as total_amount
                from '{path}'
            ) to '{numbered}'
            """
        )
    return f"select * from '{numbered}'"


@pytest.fixture(scope="module")
def golden(make_warehouse, orders):
    return scores(make_warehouse, orders)


def test_the_published_customers_have_the_published_scores(golden):
    assert {name: golden[name] for name in PUBLISHED} == PUBLISHED


def test_every_customer_is_scored(golden, orders):
    customers = duckdb.sql(f"select distinct account_id from ({orders})").fetchall()
    assert set(golden) == {name for (name,) in customers}


def test_neither_order_nor_exact_duplicates_matter(make_warehouse, golden, orders):
    shuffled = f"""
        with numbered as ({orders})
        select * from (
            from numbered union all from numbered where order_id % 7 = 0
        )
        order by hash(order_id)
    """
    assert scores(make_warehouse, shuffled) == golden
