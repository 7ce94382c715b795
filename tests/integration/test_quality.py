"""Every type of bad input is quarantined or counted, and no row is lost."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Warehouse

DAYS = [f"2025-{month:02d}-{day:02d}" for month in (1, 2, 3) for day in range(1, 29)]
LAST_DAY = "2025-03-29"
SCORING_DATE = "2025-03-30"

GOOD_ORDERS = [
    (f"o{number}", f"a{number % 5}", f"{day} 10:00:00", "completed", None, "EUR", 20)
    for number, day in enumerate(DAYS)
]
# Keys name the defect; everything else is valid.
BAD_ORDERS = [
    ("text_amount", "a1", "2025-02-01", "completed", None, "EUR", "twenty"),
    ("text_timestamp", "a1", "last week", "completed", None, "EUR", 20),
    ("infinite", "a1", "infinity", "completed", None, "EUR", 20),
    ("future", "a1", "2099-12-31", "completed", None, "EUR", 20),
    ("old", "a1", "1899-12-30", "completed", None, "EUR", 20),
    ("currency", "a1", "2025-02-01", "completed", None, "XPT", 20),
    ("card", "a1", "2025-02-01", "completed", None, "EUR", 4111111111111111),
    ("guest", None, "2025-02-01", "completed", None, "EUR", 20),
    (None, "a1", "2025-02-01", "completed", None, "EUR", 20),
    ("no_amount", "a1", "2025-02-01", "completed", None, "EUR", None),
    ("twice", "a1", "2025-02-01", "completed", None, "EUR", 20),
    ("twice", "a1", "2025-02-01", "completed", None, "EUR", 30),
    ("half_broken", "a1", "2025-02-01", "completed", None, "EUR", 20),
    ("half_broken", "a1", "2025-02-02", "completed", None, "EUR", "thirty"),
    ("copied", "a1", "2025-02-01", "completed", None, "EUR", 20),
    ("copied", "a1", "2025-02-01", "completed", None, "EUR", 20),
    ("copied", "a1", "2025-02-01", "completed", None, "EUR", 20),
    ("off", "a1", "2025-02-01", "completed", None, "EUR", 20),
    ("unclear", "a1", "2025-02-01", "completed", None, "EUR", "1.250"),
    ("zone", "a1", "2025-02-01 10:00 IST", "completed", None, "EUR", 20),
    ("serial", "a1", "45322.5", "completed", None, "EUR", 20),
    ("epoch", "a1", "1970-01-01 00:00:00", "completed", None, "EUR", 20),
    ("epoch_utc", "a1", "1970-01-01T00:00:00Z", "completed", None, "EUR", 20),
    ("rounded", "7.41E+12", "2025-02-01", "completed", None, "EUR", 20),
    ("huge", "a1", "2025-02-01", "completed", None, "EUR", 100_000_000),
    ("refund_of_huge", "a1", "2025-02-01", "completed", None, "EUR", -100_000_000),
    ("large", "a1.0", "2025-02-01", "completed", None, "EUR", 99_999_999),
    ("refund", "a1", "2025-02-01", "completed", "o1", "EUR", -20),
    ("last", "a1", f"{LAST_DAY} 09:00", "completed", None, "EUR", 20),
]
LINES = [
    *[(order[0], 1, 2, 10) for order in GOOD_ORDERS],
    ("off", 1, 1, 12),
    ("guest", 1, 1, 20),
    ("nowhere", 1, 1, 20),
    ("refund", 1, -2, 10),
    ("o2", 2, -1, 10),
    ("o3", "second", 1, 10),
    ("o4", 1, 2, 11),
    (None, 1, 2, 10),
]
CONTACTS = [
    ("c1", "ada@example.fr", "+33 6 12 34 56 78", "1980-05-01", 30000, "2025-01-01"),
    ("bad_email", "ada at example.fr", None, None, None, "2025-01-01"),
    ("bad_phone", None, "06 12", None, None, "2025-01-01"),
    ("bad_date", None, None, "31/31/1980", None, "2025-01-01"),
    ("unborn", None, None, "2080-01-01", None, "2025-01-01"),
    ("ageless", None, None, "infinity", None, "2025-01-01"),
    ("bad_income", None, None, None, "a lot", "2025-01-01"),
    ("moved", "old@example.fr", None, None, None, "2025-01-01"),
    ("moved", "new@example.fr", None, None, None, "2025-02-01"),
    ("NULL", "ida@example.fr", None, None, None, "2025-02-01"),
]
ACCOUNTS = [
    ("by_update", "Lyon", "2025-01-01", "2025-03-01"),
    ("by_update", "Paris", "2025-02-01", "2025-02-01"),
    ("by_load", "Lyon", "2025-01-01", "2025-03-01"),
    ("by_load", "Paris", "2025-01-01", None),
    ("loaded_again", "Lyon", "2025-01-01", "2025-03-01"),
    ("loaded_again", "Lyon", "2025-01-01", "2025-02-01"),
    ("tie", "Lyon", "2025-01-01", None),
    ("tie", "Paris", "2025-01-01", None),
    ("undefined", "Paris", "2025-01-01", None),
]
CONSENTS = [
    ("email", "ada@example.fr", "email", "marketing", "yes", "2025-02-01"),
    ("email", "bob@example.fr", "email", "marketing", "maybe", "2025-02-01"),
]
EVENTS = [
    *[
        (f"e{n}", f"v{n % 7}", "page_view", f"{day} 11:00")
        for n, day in enumerate(DAYS)
    ],
    *[(f"r{n}", "robot", "page_view", f"2025-02-01 12:0{n // 60}") for n in range(300)],
    ("n1", "v1", "moon_walk", "2025-02-01"),
]
COMMUNES = [
    ("75056", "Paris", None, None),
    ("75111", "Paris 11e Arrondissement", "75011", "75056"),
    ("01001", None, "01400", None),
    (None, "Nulle-Part", "01400", None),
    ("85210", "Saint-Étienne-du-Bois", "85670", None),
    ("85210", "Saint-Étienne-du-Bois", "85671", None),
    ("69123", "Lyon", None, None),
    ("69123", "Lyon", None, None),
]
TABLES = {
    "shop_orders": (
        "order_id,account_id,ordered_at,order_status,refunded_order_id,currency,"
        "total_amount",
        GOOD_ORDERS + BAD_ORDERS,
    ),
    "shop_order_lines": ("order_id,line_number,quantity,unit_price", LINES),
    "crm_contacts": (
        "contact_id,email,phone,birth_date,household_income,updated_at",
        CONTACTS,
    ),
    "shop_accounts": ("account_id,city,updated_at,loaded_at", ACCOUNTS),
    "crm_consents": (
        "identifier_type,identifier,channel,purpose,is_granted,recorded_at",
        CONSENTS,
    ),
    "web_events": ("event_id,visitor_id,event_name,occurred_at", EVENTS),
    "reference_words": (
        "vocabulary,word,meaning",
        [
            ("order_status", "gone", "worthless"),
            *[("order_status", f"vanished {n}", "voids") for n in range(3)],
        ],
    ),
    "geo_communes": ("insee_code,name,postal_code,parent_insee_code", COMMUNES),
}

QUARANTINED = [
    ("shop_orders", "text_amount", ["unparsable_number"]),
    ("shop_orders", "text_timestamp", ["unparsable_timestamp"]),
    ("shop_orders", "infinite", ["infinite_date"]),
    ("shop_orders", "future", ["date_in_future"]),
    ("shop_orders", "old", ["date_too_old"]),
    ("shop_orders", "currency", ["unknown_currency"]),
    ("shop_orders", "card", ["implausible_amount", "impossible_amount"]),
    ("shop_orders", "guest", ["order_without_account"]),
    ("shop_orders", "", ["missing_required"]),
    ("shop_orders", "no_amount", ["missing_required"]),
    ("shop_orders", "unclear", ["unclear_number"]),
    ("shop_orders", "zone", ["unclear_time_zone"]),
    ("shop_orders", "serial", ["excel_serial_date"]),
    ("shop_orders", "epoch", ["date_at_epoch"]),
    ("shop_orders", "epoch_utc", ["date_at_epoch"]),
    ("shop_orders", "rounded", ["rounded_code"]),
    ("shop_orders", "huge", ["implausible_amount"]),
    ("shop_orders", "refund_of_huge", ["implausible_amount"]),
    ("shop_orders", "twice", ["duplicate_key"]),
    ("shop_orders", "half_broken", ["duplicate_key", "unparsable_number"]),
    ("shop_order_lines", "guest|1", ["order_quarantined"]),
    ("shop_order_lines", "nowhere|1", ["orphan_line"]),
    ("shop_order_lines", "o2|2", ["negative_quantity"]),
    ("shop_order_lines", "o3|", ["unparsable_number"]),
    ("shop_order_lines", "o4|1", ["duplicate_key"]),
    ("shop_order_lines", "|1", ["missing_required"]),
    ("crm_contacts", "moved", ["duplicate_key"]),
    ("shop_accounts", "by_update", ["duplicate_key"]),
    ("shop_accounts", "by_load", ["duplicate_key"]),
    ("shop_accounts", "tie", ["duplicate_key"]),
    ("shop_accounts", "undefined", ["names_nobody"]),
    ("crm_contacts", "NULL", ["names_nobody"]),
    ("reference_words", "order_status|gone", ["unknown_meaning"]),
    ("geo_communes", "01001|01400", ["missing_required"]),
    ("geo_communes", "|01400", ["missing_required"]),
]
BLANKED = [
    ("bad_email", "email", "impossible_email", "ada at example.fr"),
    ("bad_phone", "phone", "impossible_phone", "06 12"),
    ("bad_date", "birth_date", "unparsable_date", "31/31/1980"),
    ("unborn", "birth_date", "date_in_future", "2080-01-01"),
    ("ageless", "birth_date", "infinite_date", "infinity"),
    ("bad_income", "household_income", "unparsable_number", "a lot"),
]
COUNTED = [
    ("shop_orders", "off", "lines_do_not_add_up", 1),
    ("shop_orders", "copied", "exact_duplicate", 2),
    ("geo_communes", "69123|", "exact_duplicate", 1),
    ("crm_consents", "maybe", "unknown_word", 1),
    ("web_events", "moon_walk", "unknown_event_name", 1),
    ("web_events", "robot", "robot_like_visitor", 300),
]


@pytest.fixture(scope="module")
def built(make_warehouse: Callable[..., Warehouse]) -> Warehouse:
    """Build once from a folder with every type of bad input."""
    warehouse = make_warehouse()
    for name, (header, rows) in TABLES.items():
        with (warehouse.raw / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([header.split(","), *rows])
    run = warehouse.dbt(
        "build", "--exclude-resource-types", "unit_test",
        # Without tests that compare with tables of other layers.
        "--indirect-selection", "cautious",
        "--select", "+fct_data_quality", "int_values_quarantined",
    )  # fmt: skip
    assert run.success, run.log
    return warehouse


@pytest.mark.parametrize(("table", "key", "reasons"), QUARANTINED)
def test_broken_row_is_in_quarantine(built, table, key, reasons):
    found = built.query(
        "select reasons, raw_row from intermediate.int_rows_quarantined "
        f"where entity = '{table}' and record_key = '{key}'"
    )
    assert [row[0] for row in found] == [reasons]
    assert found[0][1].startswith("{")


@pytest.mark.parametrize(("key", "column", "check", "value"), BLANKED)
def test_broken_optional_value_does_not_cost_the_row(built, key, column, check, value):
    assert built.query(
        "select column_name, check_name, raw_value "
        "from intermediate.int_values_quarantined "
        f"where entity = 'crm_contacts' and record_key = '{key}'"
    ) == [(column, check, value)]
    assert built.query(
        f"select {column} from intermediate.int_crm_contacts_cleaned "
        f"where contact_id = '{key}'"
    ) == [(None,)]


@pytest.mark.parametrize(("table", "key", "check", "count"), COUNTED)
def test_oddity_is_counted_and_allowed(built, table, key, check, count):
    assert built.query(
        "select row_count from intermediate.int_failed_checks_unioned "
        f"where entity = '{table}' and record_key = '{key}' and check_name = '{check}'"
    ) == [(count,)]
    assert not built.query(
        "select 1 from intermediate.int_rows_quarantined "
        f"where entity = '{table}' and record_key = '{key}'"
    )


def test_every_check_has_a_case_here(built):
    known = built.query("select check_name from reference.quality_checks order by 1")
    fired = built.query(
        "select distinct check_name from intermediate.int_failed_checks_unioned "
        "order by 1"
    )
    assert fired == known


def test_only_broken_rows_are_in_quarantine(built):
    keys = built.query(
        "select distinct entity, record_key from intermediate.int_rows_quarantined"
    )
    assert sorted(keys) == sorted({(table, key) for table, key, _ in QUARANTINED})


def test_a_commune_may_have_no_postal_code_or_several(built):
    assert built.query(
        "select insee_code, postal_code from intermediate.int_geo_communes_cleaned "
        "order by all"
    ) == [
        ("69123", None),
        ("75056", None),
        ("75111", "75011"),
        ("85210", "85670"),
        ("85210", "85671"),
    ]


def test_text_that_does_not_cast_is_kept(built):
    ((raw_row,),) = built.query(
        "select raw_row from intermediate.int_rows_quarantined "
        "where record_key = 'text_amount'"
    )
    assert "twenty" in raw_row


def test_one_sound_row_of_a_key_is_kept(built):
    orders = dict(
        built.query(
            "select order_id, total_amount from intermediate.int_shop_orders_cleaned "
            "where order_id in ('half_broken', 'twice', 'copied')"
        )
    )
    assert orders["half_broken"] == 20
    assert set(orders) == {"half_broken", "twice", "copied"}
    assert built.query(
        "select email from intermediate.int_crm_contacts_cleaned "
        "where contact_id = 'moved'"
    ) == [("new@example.fr",)]


@pytest.mark.parametrize(
    ("key", "city", "detail"),
    [
        ("by_update", "Paris", "kept: a newer row of this key"),
        ("by_load", "Lyon", "kept: a newer row of this key"),
        ("loaded_again", "Lyon", "2 identical rows"),
    ],
)
def test_newest_row_of_a_key_is_kept(built, key, city, detail):
    assert built.query(
        "select city from intermediate.int_shop_accounts_cleaned "
        f"where account_id = '{key}'"
    ) == [(city,)]
    assert built.query(
        "select detail from intermediate.int_failed_checks_unioned "
        f"where entity = 'shop_accounts' and record_key = '{key}'"
    ) == [(detail,)]


def test_tie_goes_to_the_greatest_row_hash_and_says_so(built):
    rows = built.query(
        "select len(quarantine_reasons) from intermediate.int_shop_accounts_suspected "
        "where record_key = 'tie' order by row_hash"
    )
    assert rows == [(1,), (0,)]
    assert built.query(
        "select detail from intermediate.int_failed_checks_unioned "
        "where entity = 'shop_accounts' and record_key = 'tie'"
    ) == [("tie: kept by the greatest row hash",)]


@pytest.mark.parametrize("table", ["shop_orders", "shop_order_lines", "web_events"])
def test_clean_view_reads_no_column_that_is_not_asked_for(built, table):
    plans = [
        built.query(f"explain select {columns} from intermediate.int_{table}_cleaned")
        for columns in ("*", "loaded_at")
    ]
    assert ["uncast_columns" in str(plan) for plan in plans] == [False, False]
    unread = {"shop_orders": "store_id", "shop_order_lines": "category"}.get(
        table, "page_url"
    )
    assert [unread in str(plan) for plan in plans] == [True, False]


def test_rows_are_conserved(built):
    counts = built.query(
        "select entity, rows_in, rows_clean, rows_quarantined, rows_duplicate, "
        "rows_erased from intermediate.int_rows_counted"
    )
    # All tables of the contract: the landing creates each of them, empty or not.
    landed = built.query(
        "select table_name from information_schema.tables where table_schema = 'raw'"
    )
    assert {row[0] for row in counts} == {
        name for (name,) in landed if not name.startswith("raw_")
    }
    assert {row[0]: row[1] for row in counts if row[1]} == {
        table: len(rows) for table, (_, rows) in TABLES.items()
    }
    assert all(row[1] == sum(row[2:]) for row in counts)


def test_measures_say_what_happened(built):
    measures = {
        row[:3]: float(row[3])
        for row in built.query(
            "select raw_table, measure, subject, measured_value "
            f"from marts.fct_data_quality where as_of_date = '{SCORING_DATE}'"
        )
    }
    rows = len(TABLES["shop_orders"][1])
    assert measures["shop_orders", "rows_in", None] == rows
    assert measures["shop_orders", "rows_duplicate", None] == 2
    assert measures["shop_orders", "share_failing", "unknown_currency"] == (
        pytest.approx(1 / rows, abs=1e-6)
    )
    # From 09:00 to midnight of the last day.
    assert measures["shop_orders", "record_staleness_days", None] == (
        pytest.approx(15 / 24, abs=1e-6)
    )
    # Of the clean rows; an impossible address is blanked and counts as missing.
    assert measures["crm_contacts", "share_missing", "email"] == (
        pytest.approx(6 / 8, abs=1e-6)
    )


def test_lone_wrong_date_does_not_move_the_clock(built):
    ((date, future_from),) = built.query(
        "select as_of_date::varchar, future_from_at::varchar "
        "from intermediate.int_scoring_date"
    )
    assert date == SCORING_DATE
    # One day later, in Paris, where summer time began in between.
    assert future_from == "2025-03-30 22:00:00"


def test_earlier_scoring_date_makes_no_row_wrong(built):
    quarantine = "select * from intermediate.int_rows_quarantined order by all"
    before = built.query(quarantine)
    run = built.dbt(
        "run", "--select", "int_scoring_date_found+,+fct_data_quality",
        env={"STRATA_AS_OF_DATE": "2025-02-15"},
    )  # fmt: skip
    assert run.success, run.log
    assert built.query(quarantine) == before
    # A run without its gates is not accepted and changes no history.
    dates = "select distinct as_of_date::varchar from marts.fct_data_quality order by 1"
    assert built.query(dates) == [(SCORING_DATE,)]


def test_seeds_and_docs_name_the_same_checks():
    page = (Path(ROOT) / "docs" / "data-quality.md").read_text()
    with (Path(ROOT) / "seeds/reference/quality_checks.csv").open() as file:
        checks = [row["check_name"] for row in csv.DictReader(file)]
    assert [check for check in checks if f"`{check}`" not in page] == []
