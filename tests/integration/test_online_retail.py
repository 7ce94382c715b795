"""Real orders with real defects: the first three months of UCI Online Retail."""

from datetime import date

import duckdb
import pytest
from conftest import ROOT
from shared_data import shared_file

from strata.mapping import map_source

MAPPING = ROOT / "examples/online_retail/mapping.sql"


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    whole = shared_file("online_retail/online_retail_to_2011-08-31.parquet")
    path = tmp_path_factory.mktemp("online_retail") / "slice.parquet"
    duckdb.execute(
        f"copy (from '{whole}' where InvoiceDate < '2011-03-01') to '{path}'"
    )
    return path


@pytest.fixture(scope="module")
def built(make_warehouse, source):
    warehouse = make_warehouse(
        STRATA_REPORTING_CURRENCY="GBP", STRATA_REPORTING_TIMEZONE="Europe/London"
    )
    map_source(MAPPING, source, warehouse.raw)
    run = warehouse.dbt("build", "--exclude-resource-types", "unit_test")
    return warehouse, run


@pytest.fixture(scope="module")
def warehouse(built):
    return built[0]


def test_it_builds_green_with_nothing_but_orders(built):
    warehouse, run = built
    assert run.success, run.log
    assert warehouse.query("select as_of_date from intermediate.int_scoring_date") == [
        (date(2011, 3, 1),)
    ]


def test_every_line_is_somewhere(warehouse, source):
    ((lines, distinct_lines, invoices),) = duckdb.sql(
        f"select count(*), (select count(*) from (select distinct * from '{source}')), "
        f"count(distinct InvoiceNo) from '{source}'"
    ).fetchall()
    counts = {
        row[0]: row[1:]
        for row in warehouse.query(
            "select entity, rows_in, rows_clean + rows_quarantined, rows_duplicate "
            "from intermediate.int_rows_counted where rows_in > 0"
        )
    }
    assert counts == {
        "shop_order_lines": (lines, distinct_lines, lines - distinct_lines),
        "shop_orders": (invoices, invoices, 0),
    }


def test_lines_without_a_customer_are_in_quarantine_for_that_reason(warehouse, source):
    ((invoices, lines),) = duckdb.sql(
        f"select count(distinct InvoiceNo), count(*) from (select distinct * from "
        f"'{source}') where CustomerID is null"
    ).fetchall()
    assert lines > 10_000
    quarantined = dict(
        warehouse.query(
            "select entity, count(*) from intermediate.int_rows_quarantined "
            "where list_has_any(reasons, ['order_without_account', "
            "'order_quarantined']) group by all"
        )
    )
    assert quarantined == {"shop_orders": invoices, "shop_order_lines": lines}
    # A line shows the defect of its order.
    assert warehouse.query(
        "select detail, count(*) from intermediate.int_failed_checks_unioned "
        "where check_name = 'order_quarantined' group by all"
    ) == [("order_without_account", lines)]


def test_cancellations_are_no_purchases_and_reduce_revenue(warehouse, source):
    expected = duckdb.sql(
        f"""
        with invoices as (
            select
                InvoiceNo like 'C%' as is_cancellation,
                CustomerID,
                sum(Quantity * cast(UnitPrice as decimal(18, 3))) as amount
            from (select distinct * from '{source}')
            where CustomerID is not null
            group by InvoiceNo, is_cancellation, CustomerID
        )

        select
            cast(cast(CustomerID as bigint) as varchar),
            count(*) filter (not is_cancellation and amount > 0),
            sum(round(amount, 2))
        from invoices
        group by all
        """
    ).fetchall()
    assert any(count == 0 for _, count, _ in expected)
    features = warehouse.query(
        """
        select ids.record_key, features.order_count, features.net_revenue
        from marts.fct_customer_features as features
        inner join intermediate.int_customer_ids as ids using (customer_id)
        where features.as_of_date = '2011-03-01'
        """
    )
    assert sorted(features) == sorted(expected)


def test_who_only_cancelled_is_a_prospect(warehouse):
    rows = warehouse.query(
        """
        select distinct segments.segment_id
        from marts.fct_customer_segments as segments
        inner join marts.fct_customer_features as features
            on
                segments.customer_id = features.customer_id
                and segments.as_of_date = features.as_of_date
        where
            segments.is_current
            and segments.scheme != 'propensity_decile'
            and features.order_count = 0
        order by all
        """
    )
    schemes = ("kmeans", "lifecycle", "rfm", "value_tier")
    assert rows == [(f"{scheme}:prospect",) for scheme in schemes]
