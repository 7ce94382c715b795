"""Point-in-time correctness, and daily runs that equal a full refresh."""

import json
from dataclasses import dataclass
from datetime import date

import duckdb
import pytest
from comparison import differing_tables

from strata.demo.build import clear, generate
from strata.demo.settings import Settings

FIRST_DAY, SECOND_DAY = date(2026, 6, 20), date(2026, 6, 21)
# The scoring date is the day after.
FIRST_DATE, SECOND_DATE = "2026-06-21", "2026-06-22"


# One warehouse goes through all steps; each fixture builds on the one in its arguments.


def change(warehouse, raw_table, select):
    """Replace the file of a raw table by a query on it; the query uses its short
    name."""
    path = warehouse.raw / f"{raw_table}.parquet"
    name = raw_table.split("_", 1)[1]
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"create table {name} as from '{path}'")
        connection.execute(f"copy ({select}) to '{path}'")


def write_demo(warehouse, until):
    """Write the raw tables of 400 people up to a day, and an account without a date."""
    clear(warehouse.raw)
    settings = Settings(
        400, seed=3, until=until, orders_per_customer=8, events_per_customer=2
    )
    generate(settings, "parquet", warehouse.raw)
    change(
        warehouse,
        "shop_accounts",
        """
        from accounts
        union all by name
        select
            'undated' as account_id,
            (select max(loaded_at) from accounts
                where loaded_at < '2026-03-01') as loaded_at
        """,
    )


def fingerprints(warehouse):
    """Return the fingerprints in the comment of each as_of table: {table: {date:
    …}}."""
    return {
        table: json.loads(comment)
        for table, comment in warehouse.query(
            "select table_name, comment from duckdb_tables() "
            "where comment like '{%\"population\"%}'"
        )
    }


@dataclass
class Step:
    """The features after a build."""

    features: dict[tuple[str, str], tuple]
    prints: dict[str, dict[str, str]]

    @classmethod
    def of(cls, warehouse):
        """Read the features, by customer and date, and the fingerprints of dates."""
        return cls(
            features={
                row[:2]: row
                for row in warehouse.query(
                    "select customer_id, as_of_date::varchar, "
                    "* exclude (customer_id, as_of_date) "
                    "from marts.fct_customer_features"
                )
            },
            prints=fingerprints(warehouse)["int_customer_features"],
        )

    def rebuilt_after(self, before):
        """Rebuilt dates, and dates that were there before."""
        rows, rows_before = (
            {(day, prints["rows"]) for day, prints in step.prints.items()}
            for step in (self, before)
        )
        return (
            {day for day, _ in rows - rows_before},
            {day for day, _ in rows_before - rows},
        )


# An order cancelled late, a deleted one and a late one.
LATE_FACTS = """
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
"""
# Placed in March, returned in May.
RETURN = """
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
"""
FIRST_ORDER = """
    from orders
    union all
    (select * replace ('first' as order_id, 'undated' as account_id)
    from orders where order_status = 'completed' and total_amount > 0
        and ordered_at between '2026-05-10' and '2026-05-25'
    order by order_id limit 1)
"""


LATE_EVENT = """
    from events
    union all
    (select * replace (
        'late' as event_id, timestamptz '2026-01-15 12:00:00+01' as occurred_at
    ) from events where account_id is null and occurred_at > '2026-02-01'
    order by event_id limit 1)
"""


# An activity of a lead that is open in spring; it does not concern customers.
LATE_ACTIVITY = """
    from lead_activities
    union all
    (select * replace (
        'late' as activity_id,
        (occurred_at::timestamptz - interval 1 day)::varchar as occurred_at
    ) from lead_activities where occurred_at > '2026-02-01'
    order by activity_id limit 1)
"""


# Enough to see which dates a build recomputes.
FEATURES = ("--select", "+fct_customer_features")


def step(warehouse, select=None, models=()):
    """Build again, after the orders were replaced by a query on them."""
    if select:
        change(warehouse, "shop_orders", select)
    warehouse.rebuild(*models)
    return Step.of(warehouse)


@pytest.fixture(scope="module")
def warehouse(make_warehouse):
    warehouse = make_warehouse(STRATA_THREADS="4", STRATA_DUCKDB_THREADS="4")
    write_demo(warehouse, FIRST_DAY)
    return warehouse


@pytest.fixture(scope="module")
def first_day(warehouse):
    warehouse.build()
    return Step.of(warehouse)


@pytest.fixture(scope="module")
def differing_at_one_thread(first_day, warehouse, make_warehouse):
    """Everything that is built in parts is built in many parts here."""
    single = make_warehouse(STRATA_THREADS="1", STRATA_DUCKDB_THREADS="1")
    write_demo(single, FIRST_DAY)
    single.build()
    return differing_tables(warehouse, single)


@pytest.fixture(scope="module")
def moved_order(differing_at_one_thread, warehouse):
    """Return an order of late spring, and its customer."""
    ((order, customer, ordered_on),) = warehouse.query(
        """
        select orders.order_id, ids.customer_id, strftime(ordered_at, '%Y-%m-%d')
        from intermediate.int_shop_orders_cleaned as orders
        inner join intermediate.int_customer_ids as ids
            on ids.record_id = 'shop_accounts:' || orders.account_id
        where ordered_at between '2026-05-03' and '2026-05-28'
            and order_status = 'completed' and total_amount > 0
        order by order_id limit 1
        """
    )
    assert ordered_on > "2026-05-01"  # a date of the grid
    move = (
        f"select * replace (case when order_id = '{order}' then ordered_at {{}} "
        "interval 30 days else ordered_at end as ordered_at) from orders"
    )
    return move, customer


@pytest.fixture(scope="module")
def moved(moved_order, warehouse):
    return step(warehouse, moved_order[0].format("-"), FEATURES)


@pytest.fixture(scope="module")
def moved_back(moved, moved_order, warehouse):
    return step(warehouse, moved_order[0].format("+"), FEATURES)


@pytest.fixture(scope="module")
def second_day(moved_back, warehouse):
    write_demo(warehouse, SECOND_DAY)
    return step(warehouse, models=FEATURES)


@pytest.fixture(scope="module")
def late_facts(second_day, warehouse):
    return step(warehouse, LATE_FACTS, FEATURES)


@pytest.fixture(scope="module")
def returned(late_facts, warehouse):
    return step(warehouse, RETURN, FEATURES)


@pytest.fixture(scope="module")
def first_order(returned, warehouse):
    return step(warehouse, FIRST_ORDER)


@pytest.fixture(scope="module")
def facts_of_others(first_order, warehouse):
    """Return the fingerprints before and after a late web event, which no model reads,
    and a late activity of a lead arrive."""
    before = fingerprints(warehouse)
    change(warehouse, "web_events", LATE_EVENT)
    change(warehouse, "crm_lead_activities", LATE_ACTIVITY)
    warehouse.rebuild()
    return before, fingerprints(warehouse)


@pytest.fixture(scope="module")
def objectors(facts_of_others, warehouse):
    """Return two customers who bought early, and two contacts of theirs."""
    return warehouse.query(
        """
        select features.customer_id, min(ids.record_key)
        from marts.fct_customer_features as features
        inner join intermediate.int_customer_ids as ids using (customer_id)
        where
            ids.record_source = 'crm_contacts' and ids.is_present
            and features.order_count > 2
            and features.as_of_date = (
                select min(as_of_date) from intermediate.int_as_of_dates
            )
        group by all order by all limit 2
        """
    )


# Added to all order counts: a recomputed row has lost it.
MARK = 1_000_000


def marked_step(warehouse):
    """Build the features; the second step counts only rows that were not recomputed."""
    mark = (
        "update intermediate.int_customer_features "
        f"set order_count = order_count {{}} {MARK}"
    )
    warehouse.execute(mark.format("+"))
    warehouse.rebuild(*FEATURES)
    kept = warehouse.query(
        "select distinct customer_id, as_of_date::varchar "
        f"from intermediate.int_customer_features where order_count >= {MARK}"
    )
    warehouse.execute(mark.format("-") + f" where order_count >= {MARK}")
    return Step.of(warehouse), set(kept)


def append(warehouse, table, rows):
    """Add rows, which are a query, to a raw table of the demo."""
    path = warehouse.raw / f"{table}.parquet"
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"create table rows as from '{path}'")
        connection.execute(f"insert into rows by name {rows}")
        connection.execute(f"copy rows to '{path}'")


@pytest.fixture(scope="module")
def objected(objectors, warehouse):
    """Return the features before and after two customers object, and which rows were
    kept."""
    before = Step.of(warehouse)
    append(
        warehouse,
        "crm_privacy_requests",
        f"""
            select
                'contact_id' as identifier_type,
                unnest({[contact for _, contact in objectors]}) as identifier,
                'object_profiling' as request_type,
                timestamptz '2026-06-20 12:00:00+02' as requested_at
        """,
    )
    after, kept = marked_step(warehouse)
    return before, after, kept


@pytest.fixture(scope="module")
def withdrawn(objected, objectors, warehouse):
    """Return the features after one of the two withdraws, and which rows were kept.

    An objection holds until a later consent, also if its row is gone.
    """
    append(
        warehouse,
        "crm_consents",
        f"""
            select
                'contact_id' as identifier_type,
                '{objectors[1][1]}' as identifier,
                'email' as channel,
                'profiling' as purpose,
                'true' as is_granted,
                timestamptz '2026-06-21 12:00:00+02' as recorded_at
        """,
    )
    after, kept = marked_step(warehouse)
    warehouse.rebuild()
    return after, kept


@pytest.fixture(scope="module")
def differing_when_built_anew(withdrawn, warehouse, make_warehouse):
    fresh = make_warehouse()
    for path in warehouse.raw.glob("*.parquet"):
        (fresh.raw / path.name).write_bytes(path.read_bytes())
    fresh.build()
    return differing_tables(warehouse, fresh)


def test_same_input_same_output_at_any_number_of_threads_and_parts(
    differing_at_one_thread,
):
    assert differing_at_one_thread == {}


def test_no_feature_sees_its_future(first_day, moved, moved_back, moved_order):
    """An order moved from after a date to before it, and back."""
    _, customer = moved_order
    assert moved.features.keys() == first_day.features.keys()
    changed = {
        key for key, row in moved.features.items() if row != first_day.features[key]
    }
    # Known before 2026-05-01 now; at later dates only its age changes.
    assert (customer, "2026-05-01") in changed
    assert {key[0] for key in changed} == {customer}
    assert min(key[1] for key in changed) == "2026-05-01"
    assert moved_back.features == first_day.features


def test_only_the_scoring_date_is_new(moved_back, second_day):
    assert second_day.rebuilt_after(moved_back) == ({SECOND_DATE}, {FIRST_DATE})


def test_a_late_fact_rebuilds_the_dates_after_it(second_day, late_facts):
    rebuilt, replaced = late_facts.rebuilt_after(second_day)
    assert rebuilt == replaced
    assert rebuilt == {day for day in second_day.prints if day > "2026-01-15"}


def test_a_return_rebuilds_the_dates_after_the_return(late_facts, returned):
    """The order was placed long before; nothing changes before its return."""
    rebuilt, _ = returned.rebuilt_after(late_facts)
    assert rebuilt == {"2026-06-01", SECOND_DATE}


def test_the_first_order_of_an_undated_account_leaves_the_past_alone(
    returned, first_order
):
    """Known since the record was loaded, so the order changes no date before it."""
    rebuilt, _ = first_order.rebuilt_after(returned)
    assert rebuilt == {"2026-06-01", SECOND_DATE}


def test_late_facts_of_others_change_no_fingerprint_of_customers(
    facts_of_others, warehouse
):
    before, after = facts_of_others
    assert warehouse.query(
        "select count(*) from intermediate.int_web_events_cleaned "
        "where event_id = 'late'"
    ) == [(1,)]
    changed = {table for table in after if after[table] != before[table]}
    assert changed >= {"int_lead_features", "int_company_features"}
    customers = {table for table in after if table.startswith("int_customer")}
    assert customers >= {"int_customer_features", "int_customer_rfm_scores"}
    assert not changed & customers


def test_an_objection_rebuilds_no_date_of_the_features(objected, objectors):
    before, after, kept = objected
    gone = {customer for customer, _ in objectors}
    assert after.rebuilt_after(before) == (set(), set())
    assert after.features == {
        key: row for key, row in before.features.items() if key[0] not in gone
    }
    assert kept == after.features.keys()


def test_who_withdraws_an_objection_is_described_again_at_all_dates(
    objected, withdrawn, objectors
):
    before, without, _ = objected
    after, kept = withdrawn
    (gone, _), (back, _) = objectors
    assert after.features == {
        key: row for key, row in before.features.items() if key[0] != gone
    }
    assert {key[0] for key in after.features.keys() - kept} == {back}
    assert kept == without.features.keys()


def test_after_all_that_it_equals_a_full_refresh(differing_when_built_anew):
    # The versions of a customer contain the date at which each was first seen. The
    # others describe the run: the ids that it found, and the customers that it changed.
    assert set(differing_when_built_anew) == {
        "intermediate.int_customer_attributes_snapshotted",
        "intermediate.int_customer_claims",
        "intermediate.int_customers_fingerprinted",
    }
