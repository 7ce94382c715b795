"""Nothing sees its future, and a daily run ends where a full refresh would."""

from datetime import date

import duckdb
import pytest
from comparison import differing_tables

from strata.demo.build import clear, generate
from strata.demo.settings import Settings

# All that the segments are made from, without the tests.
RUN = ("build", "--exclude-resource-types", "test", "unit_test")
FIRST_DAY, SECOND_DAY = date(2026, 6, 20), date(2026, 6, 21)


def write_demo(warehouse, until):
    """Write the raw tables of 400 people up to a day."""
    clear(warehouse.raw)
    settings = Settings(
        400, seed=3, until=until, orders_per_customer=8, events_per_customer=2
    )
    generate(settings, "parquet", warehouse.raw)


def change(warehouse, raw_table, select):
    """Replace the file of a raw table by a query on it; there it has its short name."""
    path = warehouse.raw / f"{raw_table}.parquet"
    name = raw_table.split("_", 1)[1]
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"create table {name} as from '{path}'")
        connection.execute(f"copy ({select}) to '{path}'")


def change_orders(warehouse, select):
    """Replace the file of orders by a query on it."""
    change(warehouse, "shop_orders", select)


def build(warehouse, **env):
    run = warehouse.dbt(*RUN, env=env)
    assert run.success, run.log


@pytest.fixture(scope="module")
def first_day(make_warehouse):
    warehouse = make_warehouse()
    write_demo(warehouse, FIRST_DAY)
    build(warehouse)
    return warehouse


def fingerprints(warehouse, table):
    (comment,) = warehouse.query(
        f"select comment from duckdb_tables() where table_name = '{table}'"
    )[0]
    return set(warehouse.query(f"from json_each('{comment}') select key, value"))


def test_same_input_same_output_at_any_number_of_threads(first_day, make_warehouse):
    other = make_warehouse(STRATA_THREADS="4", STRATA_DUCKDB_THREADS="4")
    write_demo(other, FIRST_DAY)
    build(other)
    single = make_warehouse(STRATA_THREADS="1", STRATA_DUCKDB_THREADS="1")
    write_demo(single, FIRST_DAY)
    build(single)
    assert differing_tables(other, single) == {}
    assert differing_tables(first_day, single) == {}


class TestASecondDay:
    """One more day, with a late order, an order cancelled late and one that is gone."""

    @pytest.fixture(scope="class")
    def warehouses(self, first_day, make_warehouse):
        before = fingerprints(first_day, "fct_customer_features")
        write_demo(first_day, SECOND_DAY)
        build(first_day)
        a_day_later = fingerprints(first_day, "fct_customer_features")
        change_orders(
            first_day,
            """
            select * replace (
                case when order_id = (select min(order_id) from orders
                    where ordered_at between '2026-03-01' and '2026-03-20'
                    and order_status = 'completed')
                    then 'cancelled' else order_status end as order_status
            ) from orders
            where order_id not in (select max(order_id) from orders
                where ordered_at between '2026-04-01' and '2026-04-20')
            union all
            select * replace (
                'late' as order_id, timestamptz '2026-01-15 12:00:00+01' as ordered_at
            ) from orders where order_id = (select min(order_id) from orders
                where total_amount > 0 and ordered_at > '2026-06-01')
            """,
        )
        build(first_day)
        fresh = make_warehouse()
        for path in first_day.raw.glob("*.parquet"):
            (fresh.raw / path.name).write_bytes(path.read_bytes())
        build(fresh)
        late = fingerprints(first_day, "fct_customer_features")
        return first_day, fresh, before, a_day_later, late

    def test_it_equals_a_full_refresh(self, warehouses):
        daily, fresh, *_ = warehouses
        # The versions of a customer tell at which date each was first seen.
        assert set(differing_tables(daily, fresh)) == {
            "intermediate.int_customer_attributes_snapshotted"
        }

    def test_only_the_scoring_date_is_new(self, warehouses):
        _, _, before, after, _ = warehouses
        assert {day for day, _ in before - after} == {"2026-06-21"}
        assert {day for day, _ in after - before} == {"2026-06-22"}

    def test_a_late_fact_rebuilds_the_dates_after_it(self, warehouses):
        *_, after, late = warehouses
        rebuilt = {day for day, _ in late - after}
        assert rebuilt == {day for day, _ in after if day > "2026-01-15"}


def test_a_return_rebuilds_the_dates_after_the_return(make_warehouse):
    """The order was placed long before: until it came back nothing is different."""
    warehouse = make_warehouse()
    write_demo(warehouse, FIRST_DAY)
    build(warehouse)
    before = fingerprints(warehouse, "fct_customer_features")
    change_orders(
        warehouse,
        """
        with chosen as (
            select min(order_id) as order_id from orders
            where ordered_at between '2026-03-20' and '2026-04-10'
                and order_status = 'completed' and total_amount > 0
        )

        select orders.* replace (
            case when chosen.order_id is null then order_status else 'returned'
            end as order_status,
            case when chosen.order_id is null then status_changed_at
                else timestamptz '2026-05-20 10:00:00+02' end as status_changed_at
        ) from orders left join chosen on orders.order_id = chosen.order_id
        """,
    )
    build(warehouse)
    after = fingerprints(warehouse, "fct_customer_features")
    assert {day for day, _ in after - before} == {"2026-06-13", "2026-06-21"}
    fresh = make_warehouse()
    for path in warehouse.raw.glob("*.parquet"):
        (fresh.raw / path.name).write_bytes(path.read_bytes())
    build(fresh)
    assert differing_tables(warehouse, fresh) == {}


def test_the_first_order_of_an_undated_account_leaves_the_past_alone(make_warehouse):
    """Known since the record was loaded, so the order changes no date before it."""
    warehouse = make_warehouse(STRATA_AS_OF_DATE="2026-06-21")
    write_demo(warehouse, FIRST_DAY)
    change(
        warehouse,
        "shop_accounts",
        """
        select * from accounts
        union all by name
        select
            'undated' as account_id,
            (select max(loaded_at) from accounts
                where loaded_at < '2026-03-01') as loaded_at
        """,
    )
    build(warehouse)
    before = fingerprints(warehouse, "fct_customer_features")
    change_orders(
        warehouse,
        """
        select * from orders
        union all
        (select * replace ('first' as order_id, 'undated' as account_id)
        from orders where order_status = 'completed' and total_amount > 0
            and ordered_at between '2026-06-02' and '2026-06-12'
        order by order_id limit 1)
        """,
    )
    build(warehouse)
    after = fingerprints(warehouse, "fct_customer_features")
    assert {day for day, _ in after - before} == {"2026-06-13", "2026-06-21"}


def features(warehouse):
    return {
        (row[0], row[1]): row
        for row in warehouse.query(
            "select customer_id, as_of_date::varchar, * exclude (customer_id, "
            "as_of_date) from marts.fct_customer_features"
        )
    }


def test_no_feature_sees_its_future(make_warehouse):
    """An order moved from after a date to before it, and back."""
    warehouse = make_warehouse(STRATA_AS_OF_DATE="2026-06-21")
    write_demo(warehouse, FIRST_DAY)
    build(warehouse)
    at_first = features(warehouse)
    (order, account, moved_to) = warehouse.query(
        """
        select order_id, account_id, strftime(ordered_at, '%Y-%m-%d')
        from intermediate.int_shop_orders_cleaned
        where ordered_at between '2026-05-16' and '2026-06-10'
            and order_status = 'completed' and total_amount > 0
        order by order_id limit 1
        """
    )[0]
    assert moved_to > "2026-05-14"  # a date of the grid

    move = (
        f"select * replace (case when order_id = '{order}' then ordered_at {{}} "
        "interval 30 days else ordered_at end as ordered_at) from orders"
    )
    change_orders(warehouse, move.format("-"))
    build(warehouse)
    moved = features(warehouse)
    changed = {key for key in moved if moved[key] != at_first[key]}
    ((customer,),) = warehouse.query(
        "select customer_id from intermediate.int_customer_ids "
        f"where record_id = 'shop_accounts:{account}'"
    )
    # Known before 2026-05-14 now; at the later dates it is only longer ago.
    assert (customer, "2026-05-14") in changed
    assert {key[0] for key in changed} == {customer}
    assert min(key[1] for key in changed) == "2026-05-14"

    change_orders(warehouse, move.format("+"))
    build(warehouse)
    assert features(warehouse) == at_first
