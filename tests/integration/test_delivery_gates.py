"""A delivery that lost rows stops the build, says so, and changes nothing."""

import pytest
from conftest import Warehouse

# The models up to the scoring date, and one that needs it.
PART = ("build", "--exclude-resource-types", "unit_test", "--select")
TABLES = "+int_as_of_dates"

ORDERS = [
    {
        "order_id": f"o{number}",
        "account_id": f"a{number % 7}",
        "ordered_at": f"2025-{1 + number // 28:02d}-{1 + number % 28:02d} 10:00",
        "total_amount": "20",
    }
    for number in range(140)
]
LAST_DAY = "2025-05-28"


def build(warehouse, orders, **env):
    """Build the gates and the dates from these orders."""
    warehouse.write("shop_orders.csv", orders)
    return warehouse.dbt(*PART, TABLES, env=env)


def dates(warehouse):
    return warehouse.query(
        "select as_of_date::varchar from intermediate.int_as_of_dates order by 1"
    )


def accepted(warehouse):
    return warehouse.query(
        "select rows_in, data_date::varchar from state.deliveries_accepted "
        "where raw_table = 'shop_orders'"
    )


@pytest.fixture(scope="module")
def built(make_warehouse) -> Warehouse:
    warehouse = make_warehouse()
    run = build(warehouse, ORDERS)
    assert run.success, run.log
    warehouse.first_log = run.log
    return warehouse


def test_a_green_build_tells_what_came_in_and_is_accepted(built):
    assert (
        "Delivery: shop_orders: 140 rows in, 140 clean, 0 quarantined, 0 rejected"
        in built.first_log
    )
    assert "Gate" not in built.first_log
    assert accepted(built) == [(140, "2025-05-29")]


def test_a_file_that_is_gone_stops_the_run_before_the_first_model(built):
    (built.raw / "shop_orders.csv").unlink()
    run = built.dbt("build", "--select", "stg_shop__orders")
    assert not run.success
    assert not any(name.startswith("stg_") for name in run.results)
    assert "are missing now: shop_orders. Nothing is built." in run.log
    assert "STRATA_ALLOW_LOSS=true" in run.log


def test_a_truncated_file_stops_the_build_until_it_is_told_to_go_on(built):
    before = dates(built)
    for _ in range(2):
        # The second try is compared with the accepted run, too, not with the first.
        run = build(built, ORDERS[:40])
        assert not run.success
        assert run.failed == [
            "no_table_lost_most_of_its_rows",
            "the_scoring_date_does_not_move_back",
        ]
        assert run.results["int_scoring_date"] == "skipped"
        assert dates(built) == before
        assert accepted(built) == [(140, "2025-05-29")]
        (lost,) = [line for line in run.messages if "shop_orders: 100 of 140" in line]
        for part in ("71.4 %", "stops above 50.0 %", "STRATA_ALLOW_LOSS=true"):
            assert part in lost
        (moved,) = [line for line in run.messages if "last day with real" in line]
        assert "2025-02-13" in moved
        assert "2025-05-29" in moved

    run = build(built, ORDERS[:40], STRATA_ALLOW_LOSS="true")
    assert run.success, run.log
    assert "Gate warns: shop_orders: 100 of 140" in run.log
    assert dates(built)[-1] == ("2025-02-13",)
    assert accepted(built) == [(40, "2025-02-13")]

    # Without the switch again, and with a few rows fewer, which is no loss.
    run = build(built, ORDERS[:39])
    assert "no_table_lost_most_of_its_rows" not in run.failed


def test_no_clean_row_stops_the_build_and_shows_the_shape(make_warehouse):
    warehouse = make_warehouse()
    orders = [
        row | {"ordered_at": f"{number % 12 + 1:02d}/28/2025 02:22 PM"}
        for number, row in enumerate(ORDERS)
    ]
    run = build(warehouse, orders)
    assert "a_table_with_rows_has_clean_rows" in run.failed
    assert "int_as_of_dates" not in {
        name for name, status in run.results.items() if status == "success"
    }
    assert (
        "Quarantine: shop_orders: 140 times unparsable_timestamp in ordered_at, "
        "such as 99/99/9999 99:99 PM"
    ) in run.messages
    (message,) = [line for line in run.messages if "without one clean row" in line]
    assert message.startswith("Gate failed: shop_orders: 140 of 140")
    assert "28/2025" not in run.log
    assert accepted(warehouse) == []


def test_a_build_without_its_gates_is_not_accepted(make_warehouse):
    warehouse = make_warehouse()
    warehouse.write("shop_orders.csv", ORDERS)
    warehouse.build("--select", TABLES)
    assert accepted(warehouse) == []
