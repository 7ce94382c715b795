"""Erasure: an erased person is in no table, and does not come back."""

import json
import shutil
from datetime import datetime

import duckdb
import pandas as pd
import pytest
from conftest import BUILD
from people import contact, shared

from strata.access import person_data
from strata.reading import DatabaseError, rows_to_erase

# The models that decide an erasure; the tables that lose rows exist since the first
# build.
RIGHTS = ("--select", "+int_rows_counted")

STRANGERS = shared(0, 80)
# Second records of most of them, without e-mail and phone. From these the model learns
# that name, birth date and address are enough.
STRANGERS += [
    row | {"contact_id": f"{row['contact_id']}-2", "email": None, "phone": None}
    for row in STRANGERS[:70]
]
GONE = contact(
    900,
    contact_id="GONE-CONTACT",
    first_name="Wilhelmine",
    last_name="Verschwinder",
    email="wilhelmine@verschwinder.fr",
    phone="06 98 76 54 32",
    address="7 impasse Fugace",
    city="Fuiteville",
    birth_date="1971-02-03",
    social_handle="@wilverschwind",
    marital_status="gone-status",
    household_income="712345",
    created_at="2024-01-05",
    updated_at="2024-01-06",
)
# An earlier row of the same contact.
GONE_BEFORE = GONE | {"email": "mina@frueher.fr", "updated_at": "2023-01-05"}
# The same person by name and birth date only, which requires record linkage.
GONE_AGAIN = GONE | {
    "contact_id": "GONE-AGAIN",
    "email": None,
    "phone": None,
    "created_at": "2024-06-01",
}
# Another person, who shares the phone.
SPOUSE = contact(
    901,
    contact_id="SPOUSE",
    first_name="Ottokar",
    last_name="Verschwinder",
    phone="06 98 76 54 32",
    birth_date="1969-08-09",
)
# A contact that is missing in the next delivery; the account stays.
LEFT = contact(
    902,
    contact_id="gone-left",
    first_name="Gundula",
    last_name="Weggang",
    email="weggang@post.fr",
    phone="06 98 76 54 33",
)
# Known by a number of another country, and requests erasure by it.
ABROAD = contact(
    906,
    contact_id="gone-abroad",
    first_name="Godelieve",
    phone="02 511 23 45",
    country_code="be",
)
# One customer until the delivery that erases one record and corrects the other.
TWIN = contact(
    907, contact_id="gone-twin", first_name="Anselm", email="zwilling@post.fr"
)
TWIN_BEFORE = TWIN | {"contact_id": "OTHER-TWIN", "created_at": "2025-06-01"}
TWIN_CORRECTED = contact(
    908, contact_id="OTHER-TWIN", first_name="Brunhilde", created_at="2025-06-01"
)
# No longer linked to them, but with the same first name, so it may still be theirs.
LOST_BEFORE = TWIN | {"contact_id": "gone-lost", "created_at": "2025-07-01"}
LOST = contact(
    910, contact_id="gone-lost", first_name="Anselm", created_at="2025-07-01"
)
# Two people who were merged by mistake and split in the run before the erasure of the
# first.
PARTED = contact(
    911, contact_id="gone-parted", first_name="Isidor", email="getrennt@post.fr"
)
PARTED_BEFORE = PARTED | {"contact_id": "OTHER-PARTED", "created_at": "2025-06-01"}
PARTED_CORRECTED = contact(
    912,
    contact_id="OTHER-PARTED",
    first_name="Kunigunde",
    created_at="2025-06-01",
)
# A key that was hers and now belongs to another person.
REUSED = [
    GONE | {"contact_id": "REUSED", "social_handle": None, "updated_at": "2024-01-01"},
    contact(909, contact_id="REUSED", first_name="Nova", updated_at="2026-01-01"),
]
# Not a record, because it has no key; another spelling of her e-mail.
WITHOUT_KEY = contact(
    905,
    contact_id=None,
    first_name="Wilhelmine",
    last_name="Verschwinder",
    email="<WILHELMINE@verschwinder.FR>",
)
# Delivered after the erasure: one of them again, and others who share a value with one.
LATER = [
    LEFT | {"contact_id": "gone-left-again"},
    contact(903, contact_id="HOUSEHOLD", email="weggang@post.fr"),
    contact(904, contact_id="NUMBER", phone="06 98 76 54 33"),
]
# Texts that would show that something of her is left.
TRACES = [
    *("GONE-CONTACT", "GONE-AGAIN", "gone-account", "Wilhelmine", "WILHELMINE"),
    *("wilhelmine@", "impasse Fugace", "Fuiteville", "wilverschwind", "gone-visitor"),
    *("gone-order", "gone-response", "gone-comment", "gone-send", "gone-lead"),
    *(
        "gone-interaction",
        "Werbung@",
        "@disparu",
        "@Disparu",
        "disparuseul",
        "DisparuSeul",
    ),
    *("gone status", "712345", "WilVerschwind", "gone-value"),
    *("Gundula", "gone-left", "left-account", "werbung@", "lone-visitor"),
    *(
        "gone-abroad",
        "Godelieve",
        "gone-twin",
        "gone-lost",
        "Anselm",
        "zwilling@",
        "gone-browser",
    ),
    *("mina@frueher", "gone-mail", "Leokadia"),
]
TRACES_OF_PARTED = ["gone-parted", "Isidor", "getrennt@"]
# Lines with one value too many: one has her e-mail, another an e-mail that ends like
# hers.
HER_LINE = "x1,s,i,3,2026-03-01,wilhelmine@verschwinder.fr,too many"
LINES = [HER_LINE, "x2,s,i,3,2026-03-01,not.weggang@post.fr,too many"]
# Activity of a person who is known only by an e-mail; one row has the social handle.
ALONE = ["gone-interaction-2", "gone-interaction-3"]


def orders():
    rows = [
        {
            "order_id": f"o{n}",
            "account_id": f"a{n % 40}",
            "ordered_at": f"2026-0{1 + n % 6}-{1 + n % 27:02d} 10:00:00",
            "total_amount": str(10 + n % 90),
        }
        for n in range(240)
    ]
    rows += [
        {
            "order_id": f"gone-order-{n}",
            "account_id": "gone-account",
            "ordered_at": f"2026-0{n + 2}-11 10:00:00",
            # The last one ends in quarantine.
            "total_amount": "12.50" if n < 3 else "no amount",
        }
        for n in range(4)
    ]
    # An order that moved from her account to another one.
    moved = {"order_id": "moved", "total_amount": "5", "currency": "EUR"}
    rows += [
        moved
        | {"account_id": account, "ordered_at": "2026-02-01", "loaded_at": loaded_at}
        for account, loaded_at in [("gone-account", "2026-02-02"), ("a1", "2026-06-01")]
    ]
    return pd.DataFrame(rows)


def write(warehouse, requests=(), contacts=(GONE, SPOUSE), first=False, later=False):
    """Write the raw tables: some csv, some parquet."""
    warehouse.write(
        "crm_contacts.csv",
        pd.DataFrame([*STRANGERS, *contacts, WITHOUT_KEY, *REUSED, GONE_BEFORE]),
    )
    columns = ["identifier_type", "identifier", "request_type", "requested_at"]
    warehouse.write(
        "crm_privacy_requests.csv", pd.DataFrame(list(requests), columns=columns)
    )
    warehouse.write("shop_orders.parquet", orders())
    accounts = [{"account_id": f"a{n}", "email": f"a{n}@x.fr"} for n in range(40)]
    accounts += [
        {
            "account_id": "gone-account",
            "email": "Wilhelmine@Verschwinder.fr ",
            "first_name": "WILHELMINE",
            "last_name": "Verschwinder",
        },
        {
            "account_id": "left-account",
            "email": LEFT["email"],
            "first_name": LEFT["first_name"],
            "last_name": LEFT["last_name"],
        },
        {
            "account_id": None,
            "email": "wilhelmine@verschwinder.fr",
            "first_name": "WILHELMINE",
        },
    ]
    warehouse.write("shop_accounts.parquet", pd.DataFrame(accounts))
    lines = [("gone-order-0", 1), ("gone-order-1", 1), ("o1", 1), ("moved", 1)]
    lines += [("gone-order-2", 1)] * later
    warehouse.write(
        "shop_order_lines.csv", pd.DataFrame(lines, columns=["order_id", "line_number"])
    )
    at = "2026-03-01 10:00:00"
    events = pd.DataFrame(
        [
            ("e1", "gone-visitor", None),
            ("e2", "gone-visitor", "gone-account"),
            ("e3", "v", "a1"),
            ("e4", "lone-visitor", None),
            ("e7", "gone-browser", "unknown-account"),
            *([("e5", "gone-visitor", None), ("e6", "w", "gone-account")] * later),
        ],
        columns=["event_id", "visitor_id", "account_id"],
    )
    warehouse.write(
        "web_events.parquet", events.assign(event_name="page_view", occurred_at=at)
    )
    consents = [
        ("contact_id", "GONE-CONTACT", at),
        ("EMAIL", "WILHELMINE@verschwinder.fr", at),
        # In quarantine, with a unique spelling.
        ("email", "wilhelmine@Verschwinder.FR", "no date"),
        ("phone", "+33698765432", at),
        ("contact_id", "SPOUSE", at),
        *([("email", "wilhelmine@verschwinder.fr ", at)] * later),
        *([("visitor_id", "gone-visitor", at)] * later),
    ]
    warehouse.write(
        "crm_consents.csv",
        pd.DataFrame(
            consents, columns=["identifier_type", "identifier", "recorded_at"]
        ).assign(channel="email", purpose="marketing", is_granted="true"),
    )
    responses = [
        ("gone-response", "s", "i", "3", at, "wilhelmine@verschwinder.fr"),
        ("r2", "s", "i", "3", at, "a1@x.fr"),
        ("gone-response-2", "s", "i", "3", at, "seul@disparu.fr"),
        # A customer known only by this e-mail, who later only receives messages.
        *([("r3", "s", "i", "3", at, "ghost@gone-mail.fr")] * first),
    ]
    columns = ["response_id", "survey_id", "item_id", "answer", "responded_at", "email"]
    text = pd.DataFrame(responses, columns=columns).to_csv(index=False)
    lines = [*LINES, *([HER_LINE.replace("x1", "x3")] * later)]
    warehouse.write("survey_responses.csv", text + "\n".join(lines) + "\n")
    comments = [
        ("gone-comment", "gone-account", "Wilhelmine says hello"),
        ("c2", "a1", "fine"),
        *([("c3", "gone-account", "hello again")] * later),
    ]
    warehouse.write(
        "feedback_comments.csv",
        pd.DataFrame(comments, columns=["comment_id", "account_id", "body"]).assign(
            created_at=at
        ),
    )
    interactions = [
        ("gone-interaction", "@WilVerschwind", None),
        ("i2", "@other", None),
        (ALONE[0], "@DisparuSeul", "Seul@Disparu.fr"),
        (ALONE[1], "@disparuseul", None),
        *([("i3", "@WilVerschwind", None)] * later),
    ]
    warehouse.write(
        "social_interactions.csv",
        pd.DataFrame(
            interactions, columns=["interaction_id", "handle", "email"]
        ).assign(network="x", interaction_type="like", occurred_at=at),
    )
    sends = [
        ("gone-send", "0698765432", None, "GONE-CONTACT"),
        ("s2", None, None, "SPOUSE"),
        ("gone-send-2", None, "Werbung@post.fr", None),
        # Without a key; found by the contact.
        (None, None, None, "GONE-CONTACT"),
        ("s5", None, "mina@frueher.fr", None),
        ("s6", None, "ghost@gone-mail.fr", None),
        *([("s3", None, "WILHELMINE@verschwinder.fr", None)] * later),
        *([("s4", None, None, "GONE-AGAIN")] * later),
    ]
    warehouse.write(
        "marketing_sends.csv",
        pd.DataFrame(sends, columns=["send_id", "phone", "email", "contact_id"]).assign(
            campaign_id="c", sent_at=at
        ),
    )
    leads = [
        ("gone-lead", "wilhelmine@verschwinder.fr", at),
        # In quarantine, so it is not a record; its e-mail has a unique spelling.
        ("gone-lead-2", "Wilhelmine@VERSCHWINDER.fr", "no date"),
    ]
    warehouse.write(
        "crm_leads.csv",
        pd.DataFrame(leads, columns=["lead_id", "email", "created_at"]).assign(
            first_name="Wilhelmine", last_name="Verschwinder"
        ),
    )
    warehouse.write(
        "external_attributes.csv",
        pd.DataFrame(
            {
                "identifier_type": ["email", "social_handle", "insee_code"],
                "identifier": ["wilhelmine@verschwinder.fr", "@WilVerschwind", "75056"],
                "attribute": "income_band",
                "value": ["C", "gone-value", "D"],
                "provider": "p",
                "known_at": at,
            }
        ),
    )


def load_activities(warehouse, *activity_ids):
    """Fill the empty table that the landing created, as a loader does."""
    with duckdb.connect(str(warehouse.database)) as connection:
        connection.executemany(
            "insert into raw.crm_lead_activities "
            "(activity_id, lead_id, activity_type, occurred_at) "
            "values ($1, 'gone-lead', 'call', '2026-03-01')",
            [[activity_id] for activity_id in activity_ids],
        )


def traces(warehouse, texts=TRACES):
    """Return (table, trace) wherever she remains, except in raw files and tables."""
    found = []
    with duckdb.connect(str(warehouse.database)) as connection:
        connection.execute("set variable id_key = 'strata-demo'")
        tables = connection.sql(
            """
            select table_schema || '.' || table_name, table_type
            from information_schema.tables
            where table_schema not in ('information_schema', 'state', 'erp')
                and not (table_schema = 'raw' and table_type = 'VIEW')
                and table_name <> 'crm_lead_activities'
            """
        ).fetchall()
        assert len(tables) > 100
        for table, _ in tables:
            rows = connection.sql(
                "select distinct unnest(regexp_extract_all("
                f"to_json(rows)::varchar, '{'|'.join(texts)}')) from {table} as rows"
            )
            found += [(table, trace) for (trace,) in rows.fetchall()]
    return found


def erased(run):
    """Return what a run reports to have erased."""
    return next(text for text in run.messages if "Erased" in text).split(". ")[0]


ERASE = ("contact_id", "GONE-CONTACT", "erasure", "2026-06-01")
ERASE_ALONE = ("email", "seul@disparu.fr", "erasure", "2026-06-01")
# People without a record, or no longer with one.
ERASE_UNRECORDED = [
    ("contact_id", "gone-left", "erasure", "2026-06-01"),
    ("email", "werbung@post.fr", "erasure", "2026-06-01"),
    ("visitor_id", "lone-visitor", "erasure", "2026-06-01"),
    ("email", "Ghost@gone-mail.fr", "erasure", "2026-06-01"),
    # A login by an account that is not delivered.
    ("visitor_id", "gone-browser", "erasure", "2026-06-01"),
]
# Name nobody yet, and nobody at all.
ERASE_MISTYPED = ("contact_id", "later-key", "erasure", "2026-06-01")
ERASE_NOBODY = ("email", None, "erasure", "2026-06-01")
MISTYPED = contact(913, contact_id="later-key", first_name="Leokadia")
OBJECT = ("contact_id", "SPOUSE", "object_profiling", None)
ERASE_TWIN = ("contact_id", "gone-twin", "erasure", "2026-06-01")
ERASE_PARTED = ("contact_id", "gone-parted", "erasure", "2026-06-15")
SPLIT = (
    "select change, previous_customer_id from intermediate.{} "
    "where record_id = 'crm_contacts:OTHER-PARTED'"
)
# Two people have the number when the request is first read, and later only one of them.
ERASE_ONE_OF_TWO = ("phone", "06 98 76 54 32", "erasure", "2026-05-01")
ERASE_ONE_OF_TWO_AGAIN = ("phone", "+33698765432", "erasure", "2026-05-02")
ERASE_ABROAD = ("phone", "02/511.23.45", "erasure", "2026-06-01")


@pytest.fixture(scope="module")
def warehouse(make_warehouse):
    """Known in one run; in the next she has a new record and requests erasure."""
    warehouse = make_warehouse()
    # A loader's table without the column that identifies people, and a user's own
    # table.
    warehouse.execute(
        "create schema raw; create table raw.crm_opportunities as select "
        "'p1' as opportunity_id, 'won' as stage, timestamp '2026-01-01' as "
        "stage_entered_at; create table tickets as select 5 as customer_id, "
        "4 as previous_customer_id; create schema erp; create table erp.orders as "
        "select * from (values ('gone-order-0', 'gone-account'), ('o1', 'a1')) "
        "as orders (order_id, account_id); create table erp.mailings as select "
        "'wilhelmine@verschwinder.fr' as email; create table erp.checks as select "
        "'web_events' as entity, 'gone-visitor' as record_key, 'none' as row_hash"
    )
    before = (GONE, SPOUSE, LEFT, ABROAD, TWIN, TWIN_BEFORE, LOST_BEFORE)
    parted = (PARTED, PARTED_BEFORE)
    write(warehouse, contacts=(*before, *parted), first=True)
    warehouse.build()
    found = {trace for _, trace in traces(warehouse)}
    assert found >= {"Wilhelmine", "gone-order", "712345", "gone-value", "gone-mail"}
    load_activities(warehouse, "v1")
    warehouse.held = person_data(warehouse.copied(), "wilhelmine@verschwinder.fr")
    requests = [ERASE, ERASE_ALONE, *ERASE_UNRECORDED, ERASE_ABROAD, ERASE_TWIN]
    write(
        warehouse,
        [*requests, ERASE_ONE_OF_TWO, ERASE_MISTYPED, ERASE_NOBODY, OBJECT],
        [
            *(GONE, GONE_AGAIN, SPOUSE, ABROAD, TWIN, TWIN_CORRECTED, LOST),
            *(PARTED, PARTED_CORRECTED),
        ],
    )
    # The second of the lists cannot be written.
    index = "create unique index blocking on state.people_suppressed (identifier_type)"
    warehouse.execute(index)
    warehouse.stopped = warehouse.dbt(*BUILD, *RIGHTS)
    warehouse.kept_when_stopped = warehouse.query("select * from state.rows_erased")
    warehouse.execute("drop index state.blocking")
    warehouse.run = warehouse.rebuild()
    warehouse.split = warehouse.query(SPLIT.format("int_customer_ids"))
    return warehouse


def test_a_run_that_is_stopped_in_erasing_has_erased_nothing(warehouse):
    """Otherwise the next run would treat her rows as erased."""
    assert not warehouse.stopped.success
    assert warehouse.kept_when_stopped == []


def test_before_she_could_have_seen_all_that_was_held(warehouse):
    tables = warehouse.held["tables"]
    rows = {name: len(rows) for name, rows in tables.items() if "staging" in name}
    assert rows == {
        "staging.stg_crm__consents": 3,
        "staging.stg_crm__contacts": 4,
        "staging.stg_crm__lead_activities": 1,
        "staging.stg_crm__leads": 2,
        "staging.stg_external__attributes": 2,
        "staging.stg_feedback__comments": 1,
        "staging.stg_marketing__sends": 2,
        "staging.stg_shop__accounts": 2,
        "staging.stg_shop__order_lines": 3,
        "staging.stg_shop__orders": 5,
        "staging.stg_social__interactions": 1,
        "staging.stg_survey__responses": 1,
        "staging.stg_web__events": 2,
    }
    assert {"restricted.dim_customer_contacts", "marts.dim_customers"} <= set(tables)
    (version,) = tables["intermediate.int_customer_attributes_snapshotted"]
    assert version["marital_status"] == "gone status"
    assert "Ottokar" not in json.dumps(warehouse.held)


def test_an_identifier_of_nobody_or_of_several_is_told(warehouse):
    with pytest.raises(DatabaseError, match="No person has the identifier nobody"):
        person_data(warehouse.copied(), "nobody")
    ((email,),) = warehouse.query(
        "select identifier from intermediate.int_customer_identifiers "
        "where identifier_type = 'email' limit 1"
    )
    assert person_data(warehouse.copied(), email)["customer_id"]


def test_what_the_user_has_to_delete_is_listed(warehouse):
    rows = rows_to_erase(warehouse.copied())
    raw = warehouse.raw
    assert {
        ("crm_contacts", "GONE-CONTACT", str(raw / "crm_contacts.csv")),
        ("crm_contacts", "without a key", str(raw / "crm_contacts.csv")),
        ("shop_orders", "gone-order-0", str(raw / "shop_orders.parquet")),
        (
            "crm_consents",
            "email|email|marketing|2026-03-01 09:00:00 (not all rows)",
            str(raw / "crm_consents.csv"),
        ),
        ("raw_rejects", "survey_responses.csv line 5", None),
    } <= set(rows)
    assert "erschwinder" not in str(rows)


def test_nothing_is_left_of_her(warehouse):
    assert traces(warehouse) == []
    assert erased(warehouse.run) == "Erased 9 people (11 records)"


def test_open_requests_are_kept_counted_and_reported(warehouse):
    assert (
        "3 privacy requests are open: 1 with an identifier that nobody has, 1 with one "
        "that several people have or that is a placeholder, 1 unreadable."
    ) in warehouse.run.log
    assert warehouse.query(
        "select identifier, requested_at from state.requests_kept order by all"
    ) == [
        # An objection without a date is not open, but its date is kept.
        ("06 98 76 54 32", datetime(2026, 4, 30, 22)),
        ("later-key", datetime(2026, 5, 31, 22)),
        (
            None,
            warehouse.query("select as_of_at from intermediate.int_scoring_date")[0][0],
        ),
    ]
    assert warehouse.query(
        "select subject, measured_value from intermediate.int_quality_measured "
        "where measure = 'requests_open' order by all"
    ) == [("nobody", 1), ("several", 1), ("unknown", 1)]


def test_what_is_the_users_own_stays_and_is_listed(warehouse):
    tables = ["erp.orders", "erp.mailings", "erp.checks", "main.tickets"]
    rows = [warehouse.query(f"select count(*) from {table}") for table in tables]
    assert rows == [[(2,)], [(1,)], [(1,)], [(1,)]]
    assert "strata.erp.mailings (1 rows); strata.erp.orders (1 rows)" in (
        warehouse.run.log
    )
    assert "tickets" not in warehouse.run.log


def test_without_the_key_nobody_sees_what_it_would_tell_apart(warehouse):
    """Rows without their own key stay in parquet files, and must not be readable."""
    with duckdb.connect(str(warehouse.database)) as connection:
        ((rows,),) = connection.sql(
            "select count(*) from staging.stg_shop__accounts "
            "where email ilike '%verschwinder%'"
        ).fetchall()
    assert rows == 0


def test_the_state_names_her_by_keyed_hashes_and_keys_only(warehouse):
    text = str(warehouse.query("from state.rows_erased, state.people_suppressed"))
    assert "wilhelmine" not in text.lower()
    assert "verschwinder" not in text
    folder = warehouse.folder / "strata.state"
    for path in folder.glob("int_*.parquet"):
        assert b"GONE" not in path.read_bytes()
    kept = duckdb.sql(
        f"from '{folder}/int_customer_attributes_snapshotted.parquet'"
    ).fetchall()
    assert kept
    assert "gone status" not in str(kept)


def test_a_line_that_only_resembles_hers_stays(warehouse):
    assert warehouse.query("select text from raw.raw_rejects") == [(LINES[1],)]


def test_who_is_another_customer_now_stays(warehouse):
    assert warehouse.query(
        "select is_present, previous_customer_id from intermediate.int_customer_ids "
        "where record_key = 'OTHER-TWIN'"
    ) == [(True, None)]


def test_of_a_key_of_two_people_only_her_rows_go(warehouse):
    with duckdb.connect(str(warehouse.database)) as connection:
        connection.execute("set variable id_key = 'strata-demo'")
        rows = connection.sql(
            """
            select account_id from staging.stg_shop__orders where order_id = 'moved'
            union all
            select order_id from staging.stg_shop__order_lines where order_id = 'moved'
            union all
            select first_name from staging.stg_crm__contacts
            where contact_id = 'REUSED'
            """
        ).fetchall()
    assert sorted(rows) == [("Nova",), ("a1",), ("moved",)]


def test_who_shares_a_number_with_her_stays(warehouse):
    (found,) = warehouse.query(
        "select count(*) from intermediate.int_customer_ids "
        "where record_id = 'crm_contacts:SPOUSE'"
    )
    assert found == (1,)
    ((rows,),) = warehouse.query(
        "select count(*) from intermediate.int_customer_consents as consents "
        "inner join intermediate.int_customer_ids using (customer_id) "
        "where record_id = 'crm_contacts:SPOUSE'"
    )
    assert rows == 1


def test_every_row_is_accounted_for(warehouse):
    erased = dict(
        warehouse.query(
            "select entity, rows_erased from intermediate.int_rows_counted "
            "where rows_erased > 0"
        )
    )
    assert erased == {
        "crm_consents": 3,
        "crm_contacts": 8,
        "crm_lead_activities": 1,
        "crm_leads": 2,
        "crm_privacy_requests": 9,
        "external_attributes": 2,
        "feedback_comments": 1,
        "marketing_sends": 5,
        "shop_accounts": 3,
        "shop_order_lines": 2,
        "shop_orders": 5,
        "social_interactions": 3,
        "survey_responses": 2,
        "web_events": 4,
    }


class TestAfterwards:
    """Later runs on the same raw files, and on new ones."""

    def test_the_next_run_leaves_her_out_and_counts_her(self, warehouse):
        before = warehouse.query("from intermediate.int_rows_counted order by all")
        run = warehouse.rebuild(*RIGHTS)
        assert "Erased" not in run.log
        assert traces(warehouse) == []
        assert (
            warehouse.query("from intermediate.int_rows_counted order by all") == before
        )
        # The unclear request has not become the spouse's.
        assert warehouse.query(
            "select is_present from intermediate.int_customer_ids "
            "where record_key = 'SPOUSE'"
        ) == [(True,)]

    def test_delivered_again_under_another_key_she_does_not_come_back(self, warehouse):
        again = GONE | {"contact_id": "GONE-AGAIN-2", "created_at": "2026-06-20"}
        contacts = [GONE, again, SPOUSE, *LATER, PARTED, PARTED_CORRECTED, MISTYPED]
        write(warehouse, [ERASE_PARTED, ERASE_ONE_OF_TWO_AGAIN], contacts)
        run = warehouse.rebuild(*RIGHTS, "int_privacy_requests_open")
        assert erased(run) == "Erased 4 people (4 records)"
        assert traces(warehouse) == []

    def test_an_open_request_is_answered_when_its_person_appears(self, warehouse):
        assert warehouse.query(
            "select identifier from state.requests_kept order by all"
        ) == [
            # Of two people in another spelling: one of them is gone.
            ("+33698765432",),
            ("06 98 76 54 32",),
        ]
        assert warehouse.query(
            "select is_present from intermediate.int_customer_ids "
            "where record_key = 'SPOUSE'"
        ) == [(True,)]

    def test_who_was_split_from_one_of_them_is_not_told_from_whom(self, warehouse):
        ((change, before),) = warehouse.split
        assert change == "split"
        assert traces(warehouse, [before, *TRACES_OF_PARTED]) == []
        for table in ["int_customer_ids", "int_customer_id_changes"]:
            assert warehouse.query(SPLIT.format(table)) == [("split", None)]
            state = warehouse.folder / "strata.state" / f"{table}.parquet"
            assert before not in str(duckdb.sql(f"from '{state}'").fetchall())

    def test_others_with_her_address_or_her_number_may_come(self, warehouse):
        found = warehouse.query(
            "select record_key from intermediate.int_customer_ids "
            "where record_key in ('HOUSEHOLD', 'NUMBER') and is_present order by all"
        )
        assert found == [("HOUSEHOLD",), ("NUMBER",)]

    def test_what_is_delivered_later_under_her_identifiers_goes_too(self, warehouse):
        """Messages, visits, comments, consents and an unreadable line, without a record
        of her."""
        write(warehouse, [], [GONE, SPOUSE, *LATER], later=True)
        load_activities(warehouse, "v2")
        run = warehouse.rebuild(*RIGHTS)
        assert erased(run) == "Erased new rows of people who were erased before"
        assert traces(warehouse) == []
        counts = dict(
            warehouse.query(
                "select entity, rows_erased from intermediate.int_rows_counted"
            )
        )
        assert {
            **{"crm_consents": 5, "crm_lead_activities": 2, "feedback_comments": 2},
            **{"marketing_sends": 7, "social_interactions": 4, "web_events": 6},
            "shop_order_lines": 3,
        }.items() <= counts.items()
        assert warehouse.query("select text from raw.raw_rejects") == [(LINES[1],)]

    def test_a_browser_in_which_somebody_else_logs_in_is_theirs(self, warehouse):
        event = {"event_name": "page_view", "occurred_at": "2026-03-02 10:00:00"}
        events = [
            event | {"event_id": "t1", "visitor_id": "gone-visitor"},
            event
            | {"event_id": "t2", "visitor_id": "gone-visitor", "account_id": "a1"},
        ]
        warehouse.write("web_events.parquet", pd.DataFrame(events))
        assert "Erased" not in warehouse.rebuild(*RIGHTS).log
        rows = "select event_id from staging.stg_web__events order by event_id"
        assert warehouse.query(rows) == [("t1",), ("t2",)]

    def test_a_run_that_numbers_nobody_erases_nobody(self, warehouse):
        """New records without a customer yet do not count as erased."""
        new = contact(905, contact_id="NEW")
        write(warehouse, [], [GONE, SPOUSE, *LATER, new])
        warehouse.rebuild("--select", "+int_identity_clusters")
        run = warehouse.rebuild("--select", "int_records_erased+")
        assert "Erased" not in run.log
        warehouse.build("--select", "int_customer_ids")
        (found,) = warehouse.query(
            "select is_present from intermediate.int_customer_ids "
            "where record_key = 'NEW'"
        )
        assert found == (True,)

    def test_a_rebuild_from_nothing_knows_by_the_state(self, warehouse, make_warehouse):
        rebuilt = make_warehouse(STRATA_ALLOW_INPUT_CHANGE="true")
        shutil.copytree(
            warehouse.folder / "strata.state", rebuilt.folder / "strata.state"
        )
        write(rebuilt, [], [GONE, SPOUSE])
        for name in ["crm_consents", "crm_privacy_requests"]:
            (rebuilt.raw / f"{name}.csv").unlink()
        rebuilt.build("--select", "stg_crm__consents")
        rebuilt.execute(
            "insert into state.deliveries_accepted (raw_table, rows_in) "
            "values ('crm_consents', 5), ('shop_orders', 9), ('web_events', 0)"
        )
        stopped = rebuilt.dbt("build", "--select", "stg_crm__consents")
        assert not stopped.success
        assert "are missing now: crm_consents. Nothing is built." in stopped.log
        rebuilt.env["STRATA_ALLOW_LOSS"] = "true"
        rebuilt.build(*RIGHTS, "+int_customers_known")
        assert traces(rebuilt) == []
        # The objection holds without its source.
        assert rebuilt.query(
            "select is_profiled from intermediate.int_customers_known "
            "semi join intermediate.int_customer_ids as ids "
            "on int_customers_known.customer_id = ids.customer_id "
            "and ids.record_key = 'SPOUSE' and ids.is_present"
        ) == [(False,)]


@pytest.mark.parametrize("columns", [["email"], ["lead_id", "email", "phone"]])
def test_a_raw_table_must_declare_whom_it_names(make_warehouse, manifest, columns):
    source = manifest.sources["source.strata.crm.crm_leads"]
    with pytest.MonkeyPatch.context() as patch:
        for column in columns:
            patch.setattr(source.columns[column], "meta", {})
            patch.setattr(source.columns[column].config, "meta", {})
        manifest.build_flat_graph()
        test = "assert_raw_tables_say_whom_they_name"
        assert make_warehouse().dbt("test", "--select", test).failed == [test]
    manifest.build_flat_graph()
