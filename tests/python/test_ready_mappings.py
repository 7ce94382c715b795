"""The mappings of examples/mappings give the right rows of small real layouts.

The exports in tests/data/exports are of invented people.
"""

from pathlib import Path

import duckdb
import pytest

from strata.mapping import map_source
from strata.project import raw_tables

ROOT = Path(__file__).parents[2]
MAPPINGS = ROOT / "examples/mappings"
EXPORTS = ROOT / "tests/data/exports"

# As BigQuery exports it. Two events are alike in every column, and one is of a visitor
# who did not allow a cookie.
GA4_EVENTS = """
    select
        '20250301' as event_date,
        event_timestamp,
        event_name,
        [
            {
                'key': 'ga_session_id',
                'value': {
                    'string_value': null::varchar, 'int_value': 1740823200::bigint
                }
            },
            {
                'key': 'page_location',
                'value': {
                    'string_value':
                        'https://shop.example/bols?utm_source=lettre&utm_campaign=mars',
                    'int_value': null
                }
            },
            {
                'key': 'engagement_time_msec',
                'value': {'string_value': null, 'int_value': 2500}
            },
        ] as event_params,
        77::bigint as event_bundle_sequence_id,
        user_id,
        user_pseudo_id,
        {'category': 'mobile', 'operating_system': 'Android'} as device,
        {'source': 'google', 'medium': 'organic'} as traffic_source,
        case when event_name = 'view_item' then [{'item_id': 'BOL'}] else [] end
            as items,
    from (values
        (1740823205123456::bigint, 'page_view', null::varchar, '11.22'),
        (1740823205123456, 'scroll', null, '11.22'),
        (1740823205123456, 'scroll', null, '11.22'),
        (1740823209000001, 'view_item', 'NOE@example.com', '11.22'),
        (1740823210000000, 'page_view', 'u-7', null)
    ) as events (event_timestamp, event_name, user_id, user_pseudo_id)
"""


@pytest.fixture(scope="module")
def mapped(tmp_path_factory):
    """Return a function that maps an export once: rows of a raw table by its key."""
    folder = tmp_path_factory.mktemp("mapped")
    duckdb.sql(f"copy ({GA4_EVENTS}) to '{folder}/ga4_events.parquet'")
    done = {}

    def rows(name, table, columns):
        out = folder / name
        if name not in done:
            csv = EXPORTS / f"{name}.csv"
            source = csv if csv.exists() else folder / f"{name}.parquet"
            done[name] = map_source(MAPPINGS / f"{name}.sql", source, out)
        return duckdb.sql(
            f"select {columns} from '{out}/{table}/*.parquet' order by all"
        ).fetchall()

    rows.done = done
    return rows


@pytest.mark.parametrize("name", sorted(path.stem for path in MAPPINGS.glob("*.sql")))
def test_a_mapping_knows_the_contract(mapped, name):
    """It has every required column and no other than those of the contract."""
    contract = raw_tables(ROOT)
    mapped(name, next(iter(_tables(name))), "count(*)")
    assert mapped.done[name].warnings == []
    for path in mapped.done[name].rows:
        columns = duckdb.sql(f"from '{path}'").columns
        table = contract[path.parent.name]
        assert set(table.required) <= set(columns) <= set(table.columns)


def _tables(name):
    sql = (MAPPINGS / f"{name}.sql").read_text()
    return [table for table in raw_tables(ROOT) if f"create view {table} as" in sql]


class TestShopifyOrders:
    def test_an_order_is_one_row_and_a_partial_refund_another(self, mapped):
        orders = mapped(
            "shopify_orders",
            "shop_orders",
            "order_id, order_status, total_amount, currency, refunded_order_id",
        )
        assert orders == [
            ("#2001", "paid", "60.00", "EUR", None),
            ("#2002", "partially_refunded", "48.00", "EUR", None),
            ("#2002-refund", "refund", "-12.00", "EUR", "#2002"),
            ("#2003", "refunded", "30.00", "EUR", None),
            ("#2004", "cancelled", "99.00", "EUR", None),
            ("#2005", "cancelled", "41.00", "EUR", None),
            ("#2006", "paid", "25.00", "USD", None),
            ("#2007", "pending", "18.50", "EUR", None),
        ]

    def test_times_carry_their_offset(self, mapped):
        times = mapped("shopify_orders", "shop_orders", "order_id, ordered_at")
        assert ("#2004", "2025-03-07 12:00:00+0100") in times

    def test_a_cancelled_order_is_void_from_then_and_a_voided_one_always(self, mapped):
        times = dict(
            mapped("shopify_orders", "shop_orders", "order_id, status_changed_at")
        )
        assert times["#2005"] == "2025-03-10 08:00:00+0100"
        assert times["#2004"] is None

    def test_tax_discount_and_channel(self, mapped):
        orders = mapped(
            "shopify_orders",
            "shop_orders",
            "order_id, tax_amount::double, discount_amount::double, sales_channel, "
            "store_id",
        )
        assert ("#2002", 8, 6, "web", None) in orders
        assert ("#2002-refund", -2, None, "web", None) in orders
        assert ("#2006", 4.17, 0, "pos", "Atelier, Sète") in orders

    def test_equal_lines_of_an_order_are_two_lines(self, mapped):
        lines = mapped(
            "shopify_orders",
            "shop_order_lines",
            "order_id, line_number, sku, quantity, unit_price",
        )
        assert lines[:3] == [
            ("#2001", 1, "BOL", "2", "20.00"),
            ("#2001", 2, "TAS", "1", "10.00"),
            ("#2001", 3, "TAS", "1", "10.00"),
        ]
        assert ("#2006", 1, "Carafe", "1", "25.00") in lines
        assert len(lines) == 9

    def test_a_customer_is_an_email_or_else_a_phone(self, mapped):
        owners = dict(mapped("shopify_orders", "shop_orders", "order_id, account_id"))
        assert owners["#2001"] == owners["#2002"] == "noe@example.com"
        assert owners["#2006"] == "+33698000022"
        assert owners["#2007"] is None
        accounts = mapped(
            "shopify_orders",
            "shop_accounts",
            "account_id, first_name, last_name, address, phone",
        )
        assert accounts == [
            ("+33698000022", None, None, None, "+33698000022"),
            ("ida@example.com", "Ida", "Lund", None, None),
            (
                "noe@example.com",
                "Noé",
                "de la Tour",
                "9 rue Neuve",
                "+33698000011",
            ),
        ]

    def test_each_order_records_what_was_answered(self, mapped):
        consents = mapped(
            "shopify_orders",
            "crm_consents",
            "lower(identifier), is_granted, recorded_at",
        )
        assert len(consents) == 5
        assert ("noe@example.com", "yes", "2025-02-01 10:00:00+0100") in consents
        assert ("noe@example.com", "no", "2025-03-05 09:30:00+0100") in consents

    def test_an_order_that_is_exported_twice_has_the_same_lines(self, tmp_path):
        folder = tmp_path / "exports"
        folder.mkdir()
        text = (EXPORTS / "shopify_orders.csv").read_text()
        for month in ("march", "april"):
            (folder / f"{month}.csv").write_text(text)
        map_source(MAPPINGS / "shopify_orders.sql", folder, tmp_path / "raw")
        lines = duckdb.sql(f"from '{tmp_path}/raw/shop_order_lines/*.parquet'")
        assert len(lines) == 18
        assert len(lines.distinct()) == 9

    def test_an_older_export_has_fewer_columns(self, tmp_path):
        columns = duckdb.read_csv(str(EXPORTS / "shopify_orders.csv"), all_varchar=True)
        older = columns.project('* exclude ("Refunded Amount", "Source", "Location")')
        older.write_csv(str(tmp_path / "older.csv"))
        mapped = map_source(
            MAPPINGS / "shopify_orders.sql", tmp_path / "older.csv", tmp_path / "raw"
        )
        counts = {path.parent.name: rows for path, rows in mapped.rows.items()}
        assert counts["shop_orders"] == 7


def test_shopify_customers(mapped):
    accounts = mapped(
        "shopify_customers", "shop_accounts", "account_id, email, phone, postal_code"
    )
    assert accounts == [
        ("8100001", "noe@example.com", "+33698000011", "'34200"),
        ("8100002", "ida@example.com", None, "'75008"),
        ("8100003", None, "+33698000022", None),
    ]
    consents = mapped(
        "shopify_customers",
        "crm_consents",
        "identifier, channel, is_granted, recorded_at = date '2000-01-01'",
    )
    # A refusal holds from the beginning as well.
    assert consents == [
        ("+33698000011", "sms", "no", False),
        ("+33698000011", "sms", "no", True),
        ("ida@example.com", "email", "no", False),
        ("ida@example.com", "email", "no", True),
        ("noe@example.com", "email", "yes", False),
    ]


class TestWooCommerce:
    def test_orders_and_refunds(self, mapped):
        orders = mapped(
            "woocommerce_orders",
            "shop_orders",
            "order_id, account_id, order_status, total_amount, ordered_at",
        )
        guest = "guest@example.com"
        assert orders == [
            ("101", "7", "wc-completed", "80.00", "2025-02-11 09:00:00"),
            ("101-refund-1", "7", "refund", "-15.00", "2025-02-20 10:00:00"),
            ("101-refund-2", "7", "refund", "-5.00", "2025-02-21 10:00:00"),
            ("102", "7", "refunded", "40.00", "2025-02-12 09:00:00"),
            ("103", guest, "cancelled", "33.00", "2025-02-13 09:00:00"),
            ("104", guest, "failed", "34.00", "2025-02-14 09:00:00"),
            ("105", guest, "processing", "21.00", "2025-02-15 09:00:00"),
            ("98", "7", "completed", "50.00", "2025-01-10 09:00:00"),
        ]

    def test_an_order_keeps_its_email(self, mapped):
        emails = dict(mapped("woocommerce_orders", "shop_orders", "order_id, email"))
        assert emails["103"] == "Guest@Example.com"

    def test_lines(self, mapped):
        lines = mapped(
            "woocommerce_orders",
            "shop_order_lines",
            "order_id, line_number, sku, quantity, unit_price::double",
        )
        assert ("98", "1", "THE", "1", 30) in lines
        assert ("98", "2", "32", "4", 5) in lines
        assert len(lines) == 6

    def test_the_latest_address_counts(self, mapped):
        accounts = mapped(
            "woocommerce_orders", "shop_accounts", "account_id, address, postal_code"
        )
        assert ("7", "2 rue B", "69001") in accounts

    def test_customers(self, mapped):
        accounts = mapped(
            "woocommerce_customers", "shop_accounts", "account_id, email, first_name"
        )
        assert accounts == [
            ("7", "ola@example.com", "Ola"),
            ("8", "per@example.com", "Per"),
        ]


class TestHubSpot:
    def test_leads_and_contacts(self, mapped):
        leads = mapped(
            "hubspot_contacts",
            "crm_leads",
            "lead_id, company_id, converted_at, lost_at, lead_source",
        )
        assert leads == [
            ("101", "501", "2025-02-20 11:00", None, "organic_search"),
            ("102", "501", None, "2025-02-01 10:00", "paid_search"),
            ("103", None, None, None, "offline_sources"),
            ("105", "503", None, None, None),
        ]
        contacts = mapped("hubspot_contacts", "crm_contacts", "contact_id")
        assert contacts == [("101",), ("102",), ("104",), ("105",)]

    def test_only_refusals_are_consents(self, mapped):
        consents = mapped(
            "hubspot_contacts", "crm_consents", "identifier, is_granted, recorded_at"
        )
        assert consents == [
            ("ben@nord.example", "no", "2025-02-01 10:00"),
            ("dan@example.com", "no", "2025-01-08 10:00"),
        ]

    def test_deals(self, mapped):
        stages = mapped(
            "hubspot_deals",
            "crm_opportunities",
            "opportunity_id, lead_id, stage, stage_entered_at, amount",
        )
        assert stages == [
            ("901", "101", "won", "2025-02-20 11:00", "8000.0"),
            ("902", "102", "lost", "2025-02-21 11:00", "500.0"),
            ("903", None, "contract_sent", "2025-01-12 10:00", "1200.5"),
        ]


class TestSalesforce:
    def test_leads(self, mapped):
        leads = mapped(
            "salesforce_leads",
            "crm_leads",
            "lead_id[-1:], company_id, phone, created_at, converted_at, lost_at",
        )
        assert leads == [
            (
                "1",
                "001000000000001AAA",
                "+33198000051",
                "2025-01-02 08:00:00Z",
                "2025-02-01",
                None,
            ),
            (
                "2",
                None,
                "+33698000052",
                "2025-01-03T08:00:00.000Z",
                None,
                "2025-03-01T08:00:00.000Z",
            ),
            ("3", None, None, "2025-01-04 08:00:00Z", None, None),
        ]
        consents = mapped(
            "salesforce_leads", "crm_consents", "identifier, channel, is_granted"
        )
        assert consents == [
            ("+33698000052", "phone", "no"),
            ("fay@example.com", "email", "no"),
        ]

    def test_accounts(self, mapped):
        companies = mapped(
            "salesforce_accounts", "crm_companies", "name, domain, parent_company_id"
        )
        assert companies == [
            ("Est", "est.example", None),
            ("Est Export", "export.est.example", "001000000000001AAA"),
        ]

    def test_opportunities(self, mapped):
        stages = mapped(
            "salesforce_opportunities",
            "crm_opportunities",
            "opportunity_id[-4:-4], stage, stage_entered_at, amount",
        )
        assert stages == [
            ("1", "won", "2025-02-10", "9000"),
            ("2", "lost", "2025-02-11", "100.5"),
            ("3", "needs_analysis", "2025-01-20 08:00:00Z", None),
        ]


def test_ga4_loses_no_event(mapped):
    events = mapped(
        "ga4_events",
        "web_events",
        "visitor_id, account_id, event_name, sku, engaged_seconds, utm_source, "
        "utm_campaign, session_id, epoch_us(occurred_at)",
    )
    tagged = ("lettre", "mars")
    visit = "11.22.1740823200"
    assert events == [
        ("11.22", "noe@example.com", "view_item", "BOL", 2.5, *tagged, visit,
         1740823209000001),
        ("11.22", None, "page_view", None, 2.5, *tagged, visit, 1740823205123456),
        ("11.22", None, "scroll", None, 2.5, *tagged, visit, 1740823205123456),
        ("11.22", None, "scroll", None, 2.5, *tagged, visit, 1740823205123456),
        (None, "u-7", "page_view", None, 2.5, *tagged, None, 1740823210000000),
    ]  # fmt: skip
    keys = mapped("ga4_events", "web_events", "count(distinct event_id)")
    assert keys == [(5,)]


def test_klaviyo_profiles(mapped):
    consents = mapped(
        "klaviyo_profiles",
        "crm_consents",
        "identifier, channel, is_granted, recorded_at",
    )
    assert consents == [
        ("+33698000011", "sms", "no", "2025-02-03 10:00:00"),
        ("ida@example.com", "email", "no", "2025-03-20 10:00:00"),
        ("noe@example.com", "email", "yes", "2025-02-01 10:00:00"),
    ]
    assert len(mapped("klaviyo_profiles", "crm_contacts", "contact_id")) == 3
