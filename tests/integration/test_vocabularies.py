"""Words in any spelling, and guests: orders that only an e-mail names."""

import pandas as pd
import pytest
from people import contact, shared

from strata.access import person_data

# What shows words, rights and the customers of orders.
BUILD = (
    *("--select", "+int_customer_permissions", "+int_orders_valued"),
    *("+int_quality_measured", "+int_golden_values", "+int_people_suppressed"),
    *("+int_rows_erased", "+int_customer_id_changes", "+int_identifying_columns"),
    *("+int_external_attributes_attached", "+int_customers_known"),
)
AT = "2025-06-10 10:00:00"
VOID = ["Voided ", "REFUNDED", "wc-failed", "Storniert", "annulé", "Charge-Back"]
VALID = ["wc-on-hold", "Partially_Refunded", "PENDING", "en cours", "sent by owl"]
NOBODY = ["0", "NULL", "Nan", "(not set)", "Invité", "guest"]
ANONYMISED = {
    "GDPR": ("gdpr-removed@shop.example", "Removed", "Customer"),
    "RFC": ("x1@left.invalid", "X", "X"),
    "TILL": ("Caisse@shop.example", "Vente", "Comptoir"),
}
ANSWERS = {
    "c1": ("E-Mail", "Newsletter", "Unsubscribed", False),
    "c2": ("courriel", "MARKETING", "opted out", False),
    "c3": ("email", "marketing", "peut-être", False),
    "c4": ("owl post", "marketing", "no", False),
    "c5": ("EMAIL", "promotions", "Opt-In", True),
    "c6": ("email", "marketing", "1.0", True),
    # Each withdraws later, without a date that can be read.
    "c7": ("email", "marketing", "yes", False),
    "c8": ("email", "marketing", "yes", False),
    "c9": ("email", "marketing", "yes", True),
}
UNDATED = [
    ("contact_id", "c7", "email", "marketing", "no", "soon"),
    ("contact_id", "c8", "E-Mail", "Newsletter", "no", "2091-01-01"),
    # Only a refusal counts without its date.
    ("contact_id", "c9", "email", "marketing", "yes", None),
]
COUNTRIES = {
    "FR1": ("Frankreich", "06 98 76 00 11", "FR", "+33698760011"),
    "FR2": ("fra", "06 98 76 00 12", "FR", "+33698760012"),
    "FR3": ("l'Hexagone", "06 98 76 00 13", "FR", "+33698760013"),
    "GB1": ("Royaume-Uni", "07911 123457", "GB", "+447911123457"),
    "NO1": ("Narnia", "06 98 76 00 14", None, None),
}


def orders():
    """A usual shop, and orders with words."""
    rows = [
        (f"o{n}", f"a{n % 40}", None, "paid", 10, f"2025-0{1 + n % 6}-{1 + n % 27:02d}")
        for n in range(200)
    ]
    for number, status in enumerate([*VOID, *VALID, "sent by pigeon"]):
        rows += [
            (f"sound-{number}", f"ST{number}", None, "completed", 50, AT),
            (f"worded-{number}", f"ST{number}", None, status, 100, AT),
        ]
    rows += [("back", "ST0", None, "Refunded", -20, AT)]
    rows += [(f"owl-{n}", "a1", None, "sent by owl", 1, AT) for n in range(5)]
    rows += [
        (f"nobody-{number}", word, None, "paid", 10, AT)
        for number, word in enumerate([*NOBODY, None])
    ]
    rows += [
        ("guest-1", "0", "Gus.Guest@mail.fr", "paid", 30, AT),
        ("guest-2", None, " gus.guest@MAIL.FR", "paid", 40, AT),
        ("guest-3", None, "info@firm.example", "paid", 50, AT),
        ("guest-4", None, "a1@x.fr", "paid", 60, AT),
        ("guest-5", None, "deleted@left.invalid", "paid", 60, AT),
    ]
    rows += [
        (f"{kind}-{n}", f"{kind}{n}", None, "paid", 70, AT)
        for kind in ANONYMISED
        for n in range(6)
    ]
    columns = ["order_id", "account_id", "email", "order_status", "total_amount"]
    return pd.DataFrame(rows, columns=[*columns, "ordered_at"])


@pytest.fixture(scope="module")
def warehouse(make_warehouse):
    warehouse = make_warehouse()
    warehouse.write("shop_orders.csv", orders())
    accounts = [
        {"account_id": f"a{n}", "email": f"a{n}@x.fr", "created_at": "2024-01-01"}
        for n in range(40)
    ]
    accounts += [{"account_id": f"ST{n}"} for n in range(len(VOID) + len(VALID) + 1)]
    accounts += [
        {
            "account_id": f"{kind}{n}",
            "email": email,
            "first_name": first_name,
            "last_name": last_name,
        }
        for kind, (email, first_name, last_name) in ANONYMISED.items()
        for n in range(6)
    ]
    accounts += [{"account_id": "undefined", "email": "someone@x.fr"}]
    warehouse.write("shop_accounts.csv", pd.DataFrame(accounts))
    contacts = [contact(n, contact_id=key) for n, key in enumerate(ANSWERS)]
    contacts += [
        contact(100 + n, contact_id=key, country_code=written, phone=phone)
        for n, (key, (written, phone, _, _)) in enumerate(COUNTRIES.items())
    ]
    warehouse.write("crm_contacts.csv", pd.DataFrame([*contacts, *shared(200, 40)]))
    consents = [
        ("contact_id", key, channel, purpose, answer, "2025-02-01")
        for key, (channel, purpose, answer, _) in ANSWERS.items()
    ]
    consents += UNDATED
    columns = ["identifier_type", "identifier", "channel", "purpose", "is_granted"]
    warehouse.write(
        "crm_consents.csv", pd.DataFrame(consents, columns=[*columns, "recorded_at"])
    )
    words = [
        ("order_status", "Sent by Pigeon", "voids"),
        ("country", "l'hexagone", "FR"),
        ("order_status", "sent by owl", "worthless"),
    ]
    warehouse.write(
        "reference_words.csv",
        pd.DataFrame(words, columns=["vocabulary", "word", "meaning"]),
    )
    warehouse.first = warehouse.build(*BUILD)
    return warehouse


def valid_amounts(warehouse, pattern):
    return dict(
        warehouse.query(
            "select ids.record_key, sum(net_revenue)::integer "
            "from intermediate.int_orders_valued "
            "inner join intermediate.int_customer_ids as ids using (customer_id) "
            f"where voided_at is null and ids.record_key similar to '{pattern}' "
            "group by all"
        )
    )


def test_a_status_voids_in_any_spelling(warehouse):
    amounts = valid_amounts(warehouse, "ST[0-9]+")
    voided = [50 for _ in VOID]
    # Money given back is a row of its own, whose status voids nothing.
    voided[0] -= 20
    expected = [*voided, *(150 for _ in VALID), 50]
    assert amounts == {f"ST{number}": amount for number, amount in enumerate(expected)}


def test_words_that_nothing_knows_are_counted(warehouse):
    measured = warehouse.query(
        "select entity, subject, measured_value::integer "
        "from intermediate.int_quality_measured "
        "where measure = 'rows_of_unknown_word' order by 2"
    )
    assert measured == [
        ("crm_consents", "channel: owl post", 1),
        ("crm_contacts", "country_code: Narnia", 1),
        ("crm_consents", "is_granted: peut-être", 1),
        ("shop_orders", "order_status: sent by owl", 6),
    ]
    lines = [line for line in warehouse.first.messages if "Unknown words" in line]
    assert lines == [
        "Unknown words in crm_consents.channel: 1 in fewer than 5 rows. Refusals with "
        "them count for every one. Add them to the raw table reference_words, "
        "vocabulary consent_channel.",
        "Unknown words in crm_consents.is_granted: 1 in fewer than 5 rows. They count "
        "as refusals. Add them to the raw table reference_words, vocabulary yes_no.",
        "Unknown words in crm_contacts.country_code: 1 in fewer than 5 rows. Add them "
        "to the raw table reference_words, vocabulary country.",
        "Unknown words in shop_orders.order_status: sent by owl (6 rows). They count "
        "as sales. Add them to the raw table reference_words, vocabulary order_status.",
    ]
    test = "assert_words_are_in_vocabulary_words_or_reference_words"
    run = warehouse.dbt("test", "--select", test)
    assert run.success
    assert run.results[test] == "warn"


def test_a_meaning_that_the_vocabulary_does_not_have_is_set_aside(warehouse):
    reasons = warehouse.query(
        "select word, quarantine_reasons "
        "from intermediate.int_reference_words_suspected"
    )
    assert reasons == [("sent by owl", ["unknown_meaning"])]


def test_an_answer_is_understood_or_else_a_refusal(warehouse):
    permitted = dict(
        warehouse.query(
            "select ids.record_key, is_permitted "
            "from intermediate.int_customer_permissions "
            "inner join intermediate.int_customer_ids as ids using (customer_id) "
            "where channel = 'email' and purpose = 'marketing' "
            "and ids.record_key similar to 'c[0-9]'"
        )
    )
    assert permitted == {key: answer[-1] for key, answer in ANSWERS.items()}


def test_a_country_is_a_name_or_a_code(warehouse):
    found = warehouse.query(
        "select record_key, nullif(country_code, 'ZZ'), phone "
        "from intermediate.int_person_records_standardised "
        "where record_key similar to '(FR|GB|NO)[0-9]' order by 1"
    )
    expected = [(key, *country[2:]) for key, country in COUNTRIES.items()]
    assert found == sorted(expected)


def test_nobody_is_no_customer(warehouse):
    quarantined = warehouse.query(
        "select order_id, quarantine_reasons "
        "from intermediate.int_shop_orders_suspected "
        "where len(quarantine_reasons) > 0 order by 1"
    )
    ids = [*(f"nobody-{number}" for number in range(len(NOBODY) + 1)), "guest-5"]
    reasons = {order: ["order_without_account"] for order in ids}
    assert dict(quarantined) == reasons
    words = [word.lower() for word in [*NOBODY, "undefined"]]
    assert not warehouse.query(
        f"from intermediate.int_customer_ids where lower(record_key) in {tuple(words)}"
    )


def test_people_whom_the_shop_anonymised_are_not_one_customer(warehouse):
    customers = warehouse.query(
        "select record_key[:3], count(distinct customer_id) "
        "from intermediate.int_customer_ids "
        "where record_key similar to '(GDPR|RFC|TILL)[0-9]' group by all order by 1"
    )
    assert customers == [("GDP", 6), ("RFC", 6), ("TIL", 6)]


def guest(warehouse, *orders):
    """The customers of orders, and what they spent."""
    return warehouse.query(
        "select customer_id, sum(net_revenue)::integer "
        f"from intermediate.int_orders_valued where order_id in {orders} group by all"
    )


def test_a_guest_is_a_customer_by_email(warehouse):
    ((gus, amount),) = guest(warehouse, "guest-1", "guest-2")
    assert amount == 70
    ((firm, _),) = guest(warehouse, "guest-3", "")
    assert firm != gus
    # The owner of an account who orders without it.
    ((owner, _),) = guest(warehouse, "guest-4", "o1")
    assert owner not in (gus, firm)
    assert not guest(warehouse, "guest-5", "")


def test_a_guest_gets_all_that_is_held_and_is_erased(warehouse):
    found = person_data(warehouse.copied(), "GUS.guest@mail.fr")
    orders = found["tables"]["staging.stg_shop__orders"]
    assert sorted(row["order_id"] for row in orders) == ["guest-1", "guest-2"]
    assert "intermediate.int_orders_valued" in found["tables"]

    columns = ["identifier_type", "identifier", "request_type", "requested_at"]
    request = ("email", "gus.guest@mail.fr", "erasure", "2025-06-01")
    warehouse.write(
        "crm_privacy_requests.csv", pd.DataFrame([request], columns=columns)
    )
    run = warehouse.rebuild(*BUILD)
    assert "Erased 1 " in run.log
    tables = warehouse.query(
        "select schema_name || '.' || table_name from duckdb_tables() "
        "where database_name = current_database() order by all"
    )
    held = [
        name
        for (name,) in tables
        if warehouse.query(
            f"select 1 from {name} as held where contains(lower(held::varchar), "
            f"'gus.guest@mail.fr') or held::varchar similar to '.*guest-[12].*' limit 1"
        )
    ]
    # The keys of the rows, by which later runs leave them out.
    assert held == ["state.rows_erased"]
    assert not guest(warehouse, "guest-1", "guest-2")
    assert guest(warehouse, "guest-3", "guest-4")
