"""Every gate lets a good build pass and fails on the defect that it is for."""

import shutil

import pytest
from planted import write_planted

LEARNT_SIZE = "large_enough_fct_segment_profiles_True___var_min_segment_size_"
LEARNT_SHARE = "learnt_segments_have_min_segment_share"
RULE_SIZE = "rule_segments_have_min_segment_size"
ONE_SEGMENT = (
    "one_segment_per_scheme_fct_customer_segments_customer__ref_int_customer_features_"
)
SAME_CUSTOMERS = (
    "same_entities_as_features_int_customer_segments_"
    "ref_int_customer_features___customer_id"
)
NOBODY_TWICE = (
    "unique_combination_of_columns_int_customer_segments_as_of_date__customer_id"
)
SHARES = (
    "shares_sum_to_one_fct_segment_profiles_as_of_date__entity__scheme__customer_share"
)

ROWS_CONSERVED = "assert_rows_conserved"
PROFILES_ADD_UP = "assert_profiles_add_up_to_the_features"
KNOWN_CUSTOMERS = "assert_every_known_customer_has_features"
VECTORS = "assert_vectors_are_complete"
RANGES = "assert_rfm_ranges_cover_every_score_once"
FIXED = "assert_fixed_cut_points_fit_the_bins"
NOBODY_SINGLED_OUT = "nobody_is_singled_out_dim_customers_customer_id__5"
NO_CONTACT_DATA = "assert_marts_hold_no_contact_data"
ORDER_KEY = "primary_key_int_orders_valued_order_id"
VALUED_NULLS = (
    "never_null_int_orders_valued_"
    "customer_id__ordered_at__is_purchase__net_revenue__order_value"
)
GATES = (
    LEARNT_SIZE,
    LEARNT_SHARE,
    RULE_SIZE,
    ONE_SEGMENT,
    SAME_CUSTOMERS,
    NOBODY_TWICE,
    SHARES,
    ROWS_CONSERVED,
    PROFILES_ADD_UP,
    KNOWN_CUSTOMERS,
    VECTORS,
    RANGES,
    FIXED,
    NOBODY_SINGLED_OUT,
    NO_CONTACT_DATA,
    ORDER_KEY,
    VALUED_NULLS,
)

# One segment of the scoring date, learnt (k-means) or set by rules (RFM).
SEGMENT = """
    as_of_date = (select max(as_of_date) from marts.fct_segment_profiles)
    and segment_id = (
        select min(segment_id)
        from marts.fct_segment_profiles
        where
            scheme = '{scheme}'
            and segment_id not like '%:prospect'
            and as_of_date = (
                select max(as_of_date) from marts.fct_segment_profiles
            )
    )
"""
LEARNT_SEGMENT = SEGMENT.format(scheme="kmeans")
RULE_SEGMENT = SEGMENT.format(scheme="rfm")
A_CUSTOMER = "(select min(customer_id) from marts.fct_rfm_scores where recency > 0)"
AN_ORDER = "order_id = (select min(order_id) from intermediate.int_orders_valued)"
LAST_DATE = "as_of_date = (select max(as_of_date) from intermediate.int_as_of_dates)"
ONE_ROW = f"customer_id = {A_CUSTOMER} and {LAST_DATE}"


@pytest.fixture(scope="module")
def built(make_warehouse):
    warehouse = make_warehouse()
    write_planted(warehouse, 400, seed=104)
    # Enough dates for training and one for validation.
    warehouse.build("--vars", "{history_periods: 8}")
    # The file is copied, so everything must be in it.
    warehouse.execute("checkpoint")
    return warehouse


@pytest.fixture
def warehouse(built, make_warehouse):
    """A copy of the build for one test to break."""
    copy = make_warehouse()
    copy.raw = built.raw
    shutil.copy(built.database, copy.database)
    return copy


@pytest.fixture
def sized(warehouse):
    """A build whose segments all have the usual size, for a test to change one."""
    warehouse.execute("update marts.fct_segment_profiles set customers = 100")
    return warehouse


def outcomes(warehouse, *tests, **env):
    """Run data tests by name and return the status of each."""
    run = warehouse.dbt("test", "--select", *tests, env=env)
    assert set(tests) <= set(run.results), run.log
    return {test: run.results[test] for test in tests}


def test_all_gates_pass_on_a_good_build(built):
    results = outcomes(built, *GATES)
    # With few people some RFM segments are almost empty, which only warns.
    assert results.pop(RULE_SIZE) in ("pass", "warn")
    assert set(results.values()) == {"pass"}


def test_a_learnt_segment_of_too_few_customers_fails(sized):
    sized.execute(
        f"update marts.fct_segment_profiles set customers = 4 where {LEARNT_SEGMENT}"
    )
    results = outcomes(sized, LEARNT_SIZE, RULE_SIZE)
    assert results == {LEARNT_SIZE: "fail", RULE_SIZE: "pass"}


def test_a_gate_says_which_segment_what_bound_and_what_to_do(sized):
    sized.execute(
        f"update marts.fct_segment_profiles set customers = 4 where {LEARNT_SEGMENT}"
    )
    run = sized.dbt("test", "--select", LEARNT_SIZE)
    (message,) = [line for line in run.messages if line.startswith("Gate failed")]
    ((date,),) = sized.query("select max(as_of_date) from marts.fct_segment_profiles")
    for part in (
        *("scheme kmeans of the entity customer", "segment kmeans:1 has 4 of "),
        *(f"members on {date}", "least is 5 (var min_segment_size)", "max_k"),
    ):
        assert part in message


def test_a_learnt_segment_without_anybody_fails(sized):
    sized.execute(f"delete from marts.fct_segment_profiles where {LEARNT_SEGMENT}")
    assert outcomes(sized, LEARNT_SIZE) == {LEARNT_SIZE: "fail"}


def test_a_rule_that_applies_to_nobody_is_no_fault(sized):
    sized.execute(f"delete from marts.fct_segment_profiles where {RULE_SEGMENT}")
    assert outcomes(sized, RULE_SIZE) == {RULE_SIZE: "pass"}


def test_only_the_scoring_date_is_judged(sized):
    sized.execute(
        "update marts.fct_segment_profiles set customers = 4 where as_of_date "
        "!= (select max(as_of_date) from marts.fct_segment_profiles)"
    )
    results = outcomes(sized, LEARNT_SIZE, LEARNT_SHARE, RULE_SIZE)
    assert set(results.values()) == {"pass"}


def test_a_learnt_segment_of_too_small_a_share_warns(sized):
    sized.execute(
        "update marts.fct_segment_profiles set customers = 100000 "
        f"where scheme = 'kmeans' and not ({LEARNT_SEGMENT})"
    )
    results = outcomes(sized, LEARNT_SIZE, LEARNT_SHARE)
    assert results == {LEARNT_SIZE: "pass", LEARNT_SHARE: "warn"}


def test_a_rule_segment_of_too_few_customers_warns(sized):
    sized.execute(
        f"update marts.fct_segment_profiles set customers = 4 where {RULE_SEGMENT}"
    )
    results = outcomes(sized, LEARNT_SIZE, LEARNT_SHARE, RULE_SIZE)
    assert results == {LEARNT_SIZE: "pass", LEARNT_SHARE: "pass", RULE_SIZE: "warn"}


@pytest.mark.parametrize(
    ("change", "failing"),
    [
        pytest.param(
            "insert into intermediate.int_customer_segments "
            "select * replace ('rfm:lost' as rfm) "
            f"from intermediate.int_customer_segments where {ONE_ROW}",
            {ONE_SEGMENT, SAME_CUSTOMERS, NOBODY_TWICE},
            id="two segments for one customer",
        ),
        pytest.param(
            f"delete from intermediate.int_customer_segments where {ONE_ROW}",
            {ONE_SEGMENT, SAME_CUSTOMERS},
            id="a customer who is not there",
        ),
        pytest.param(
            "update intermediate.int_customer_segments "
            f"set customer_id = 'nobody' where {ONE_ROW}",
            {SAME_CUSTOMERS},
            id="somebody unknown in a customer's place",
        ),
        pytest.param(
            "update intermediate.int_customer_segments "
            f"set kmeans = null where {ONE_ROW}",
            {ONE_SEGMENT},
            id="a customer without a segment of one scheme",
        ),
        pytest.param(
            f"delete from intermediate.int_customer_segments where {LAST_DATE}",
            {ONE_SEGMENT, SAME_CUSTOMERS},
            id="a date without anybody",
        ),
    ],
)
def test_each_customer_has_one_segment_of_each_scheme(warehouse, change, failing):
    warehouse.execute(change)
    results = outcomes(warehouse, ONE_SEGMENT, SAME_CUSTOMERS, NOBODY_TWICE)
    assert {test for test, status in results.items() if status == "fail"} == failing


@pytest.mark.parametrize("model", ["int_customer_rfm_scores", "int_customer_scores"])
def test_each_customer_is_scored(warehouse, model):
    test = f"same_entities_as_features_{model}_ref_int_customer_features___customer_id"
    assert outcomes(warehouse, test) == {test: "pass"}
    warehouse.execute(
        f"delete from intermediate.{model} where customer_id = {A_CUSTOMER} "
        f"and as_of_date = (select max(as_of_date) from intermediate.{model})"
    )
    assert outcomes(warehouse, test) == {test: "fail"}


def test_shares_sum_to_one(warehouse):
    warehouse.execute(
        "update marts.fct_segment_profiles "
        f"set customer_share = customer_share + 0.001 where {LEARNT_SEGMENT}"
    )
    assert outcomes(warehouse, SHARES) == {SHARES: "fail"}


@pytest.mark.parametrize(
    ("test", "change"),
    [
        pytest.param(
            ROWS_CONSERVED,
            "update intermediate.int_rows_counted set rows_clean = rows_clean - 1 "
            "where entity = 'shop_orders'",
            id="a row that is nowhere",
        ),
        pytest.param(
            PROFILES_ADD_UP,
            "update marts.fct_segment_profiles set net_revenue = net_revenue + 0.0001 "
            f"where {LEARNT_SEGMENT}",
            id="money from nowhere",
        ),
        pytest.param(
            PROFILES_ADD_UP,
            f"delete from marts.fct_segment_profiles where {LEARNT_SEGMENT}",
            id="a segment without a profile",
        ),
        pytest.param(
            KNOWN_CUSTOMERS,
            f"delete from marts.dim_customers where customer_id = {A_CUSTOMER}",
            id="a customer who is not in dim_customers",
        ),
        pytest.param(
            KNOWN_CUSTOMERS,
            "delete from intermediate.int_customer_features "
            f"where customer_id = {A_CUSTOMER}",
            id="a customer without features",
        ),
        pytest.param(
            NOBODY_SINGLED_OUT,
            "update marts.dim_customers set age_band = '65 and over', "
            "gender = 'f', country_code = 'FR', department_code = '48' "
            f"where customer_id = {A_CUSTOMER}",
            id="a customer alone in her department",
        ),
        pytest.param(
            NOBODY_SINGLED_OUT,
            "update marts.dim_customers set is_profiled = false "
            "where customer_id = (select min(customer_id) from marts.dim_customers "
            "where is_profiled and age_band is not null)",
            id="the only one of that age who objects",
        ),
        pytest.param(
            NOBODY_SINGLED_OUT,
            "alter table marts.dim_customers add column loyalty_card varchar; "
            "update marts.dim_customers set loyalty_card = customer_id",
            id="a column that was added",
        ),
        pytest.param(
            NO_CONTACT_DATA,
            "alter table marts.dim_customers add column email varchar",
            id="a column of contact data",
        ),
        pytest.param(
            NO_CONTACT_DATA,
            "create table marts.fct_calls as select customer_id, birth_date as dated "
            "from restricted.dim_customer_contacts",
            id="a birth date in a table that no model makes",
        ),
        *(
            pytest.param(
                NO_CONTACT_DATA,
                f"update marts.{place.split('.')[0]} set {place.split('.')[1]} = "
                f"(select min({value}) from restricted.dim_customer_contacts "
                "where address similar to '[0-9]+ .*')",
                id=f"{value} in {place}",
            )
            for place, value in (
                ("dim_customers.gender", "email"),
                ("dim_companies.name", "email"),
                ("dim_segments.name", "first_name || ' ' || last_name"),
                ("dim_segments.name", "upper(last_name) || ', ' || first_name"),
                ("dim_companies.domain", "address"),
                ("dim_segments.description", "cast(birth_date as varchar)"),
                ("dim_customers.gender", "md5(email)"),
                ("dim_segments.segment_id", "upper(sha256(phone))"),
                ("dim_customers.gender", "sha1(last_name)"),
                ("dim_customers.gender", "md5(cast(birth_date as varchar))"),
            )
        ),
        pytest.param(
            NO_CONTACT_DATA,
            "insert into state.quality_accepted select date '2025-01-01', "
            "'shop_orders', 'share_failing', min(phone), 1 "
            "from restricted.dim_customer_contacts",
            id="phone in fct_data_quality",
        ),
        pytest.param(
            NO_CONTACT_DATA,
            "insert into state.models_accepted by name select date '2025-01-01' as "
            "as_of_date, 'm' as model_id, '0' || min(phone)[4:] as algorithm "
            "from restricted.dim_customer_contacts",
            id="phone in fct_model_registry",
        ),
        pytest.param(
            VECTORS,
            "update intermediate.int_feature_scalers set centre = null "
            "where position = 1",
            id="a feature without a centre",
        ),
        pytest.param(
            VECTORS,
            "update intermediate.int_feature_scalers set scale = 0 where position = 1",
            id="a feature divided by nothing",
        ),
        pytest.param(
            ORDER_KEY,
            "insert into intermediate.int_orders_valued "
            "select * from intermediate.int_orders_valued limit 1",
            id="an order twice",
        ),
        pytest.param(
            ORDER_KEY,
            "update intermediate.int_orders_valued set order_id = null "
            f"where {AN_ORDER}",
            id="one order without a key",
        ),
        *(
            pytest.param(
                VALUED_NULLS,
                f"update intermediate.int_orders_valued set {column} = null "
                f"where {AN_ORDER}",
                id=f"an order without {column}",
            )
            for column in ("customer_id", "order_value")
        ),
        pytest.param(
            RANGES,
            "update reference.rfm_segment_ranges set recency_to = 5 "
            "where segment = 'hibernating'",
            id="ranges that overlap",
        ),
        pytest.param(
            RANGES,
            "delete from reference.rfm_segment_ranges where segment = 'promising'",
            id="ranges with a gap",
        ),
    ],
)
def test_what_must_hold_between_tables(warehouse, test, change):
    warehouse.execute(change)
    assert outcomes(warehouse, test) == {test: "fail"}


def test_what_many_are_called_is_no_contact_data(warehouse):
    """A city or a word that looks like a name identifies no person."""
    warehouse.execute(
        "update marts.dim_companies set city = (select min(first_name || ' ' "
        "|| last_name) from restricted.dim_customer_contacts); "
        "update marts.dim_segments set name = "
        "(select min(last_name) from restricted.dim_customer_contacts)"
    )
    assert outcomes(warehouse, NO_CONTACT_DATA) == {NO_CONTACT_DATA: "pass"}


@pytest.mark.parametrize(
    "loss",
    [
        pytest.param(
            "delete from intermediate.int_crm_contacts_cleaned where contact_id = "
            "(select min(contact_id) from intermediate.int_crm_contacts_cleaned)",
            id="a clean row",
        ),
        pytest.param(
            "create table found as from staging.stg_survey__responses; "
            "create or replace view staging.stg_survey__responses as from found "
            "where item_id <> (select min(item_id) from found)",
            id="rows that staging loses",
        ),
    ],
)
def test_conservation_is_counted_anew_by_each_build(warehouse, loss):
    warehouse.execute(loss)
    run = warehouse.dbt("run", "--select", "int_deliveries_counted", "int_rows_counted")
    assert run.success, run.log
    assert outcomes(warehouse, ROWS_CONSERVED) == {ROWS_CONSERVED: "fail"}


def test_fixed_cut_points_must_fit_the_bins(warehouse):
    fixed = {"STRATA_RFM_CUT_POINTS": "fixed"}
    assert outcomes(warehouse, FIXED, **fixed) == {FIXED: "pass"}
    assert outcomes(warehouse, FIXED, STRATA_RFM_BINS="4") == {FIXED: "pass"}
    wrong = outcomes(warehouse, FIXED, STRATA_RFM_BINS="4", **fixed)
    assert wrong == {FIXED: "fail"}


def test_a_wrong_window_names_the_var_and_what_is_allowed(warehouse):
    run = warehouse.dbt(
        "run", "--select", "int_scoring_date", env={"STRATA_RFM_WINDOW": "3_months"}
    )
    assert not run.success
    for part in ("rfm_window", "3_months", "12_months", "24_months", "lifetime"):
        assert part in run.log


def test_a_period_that_is_not_known_names_the_var_and_what_is_allowed(warehouse):
    run = warehouse.dbt(
        "run", "--select", "int_scoring_date", "--vars", "{period: week}"
    )
    assert not run.success
    assert "var period is 'week': use one of month, days" in run.log


def test_few_customers_with_nothing_but_orders_are_one_segment(make_warehouse):
    """Fewer than ten times min_segment_size customers, in one raw table."""
    warehouse = make_warehouse()
    warehouse.write(
        "shop_orders.parquet",
        """
        select
            'o' || n as order_id,
            'a' || n % 49 as account_id,
            timestamp '2024-01-01 10:00:00' + interval (n * 37 % 800) day
                as ordered_at,
            cast(10 + n * 13 % 90 as decimal(18, 2)) as total_amount
        from range(300) as numbers (n)
        """,
    )
    warehouse.build()
    assert set(outcomes(warehouse, *GATES).values()) == {"pass"}
    profiles = warehouse.query(
        "select customers, customer_share from marts.fct_segment_profiles "
        "where segment_id = 'kmeans:1' and as_of_date = "
        "(select max(as_of_date) from marts.fct_segment_profiles)"
    )
    assert profiles == [(49, 1.0)]
    # No row says whether an order was placed online or had a discount.
    ((rows, online, discounted),) = warehouse.query(
        "select count(*), count(online_order_share_730d), "
        "count(discounted_order_share_730d) from marts.fct_customer_features"
    )
    assert rows > 0
    assert (online, discounted) == (0, 0)


def test_nothing_at_all_builds(make_warehouse):
    warehouse = make_warehouse()
    run = warehouse.dbt("build", "--exclude-resource-types", "unit_test")
    assert run.success, run.log
    assert {run.results[gate] for gate in GATES} == {"pass"}
    for mart in ("dim_customers", "fct_customer_segments", "fct_segment_profiles"):
        assert warehouse.query(f"select count(*) from marts.{mart}") == [(0,)]
