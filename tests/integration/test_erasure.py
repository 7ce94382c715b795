"""Who asks to be erased is nowhere any more, and does not come back."""

import json
import shutil

import duckdb
import pandas as pd
import pytest
from people import contact, shared

from strata.access import person_data
from strata.reading import DatabaseError, rows_to_erase

STRANGERS = shared(0, 80)
# Second records of most of them, without e-mail and phone: of these the model learns
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
)
# The same person by name and birth date alone: only linking can know it.
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
# A contact that the next delivery does not hold any more; the account stays.
LEFT = contact(
    902,
    contact_id="gone-left",
    first_name="Gundula",
    last_name="Weggang",
    email="weggang@post.fr",
    phone="06 98 76 54 33",
)
# Delivered after they went: one of them again, and others who share a thing with one.
LATER = [
    LEFT | {"contact_id": "gone-left-again"},
    contact(903, contact_id="HOUSEHOLD", email="weggang@post.fr"),
    contact(904, contact_id="NUMBER", phone="06 98 76 54 33"),
]
# What would show that something of her is left.
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
]
# What somebody did who is known by an e-mail alone: one tells whose the handle is.
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
    return pd.DataFrame(rows)


def write(warehouse, requests=(), contacts=(GONE, SPOUSE)):
    """Write the raw tables: some csv, some parquet."""
    warehouse.write("crm_contacts.csv", pd.DataFrame([*STRANGERS, *contacts]))
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
    ]
    warehouse.write("shop_accounts.parquet", pd.DataFrame(accounts))
    lines = [("gone-order-0", 1), ("gone-order-1", 1), ("o1", 1)]
    warehouse.write(
        "shop_order_lines.csv", pd.DataFrame(lines, columns=["order_id", "line_number"])
    )
    at = "2026-03-01 10:00:00"
    event = {"event_name": "page_view", "occurred_at": at}
    warehouse.write(
        "web_events.parquet",
        pd.DataFrame(
            [
                event | {"event_id": "e1", "visitor_id": "gone-visitor"},
                event
                | {
                    "event_id": "e2",
                    "visitor_id": "gone-visitor",
                    "account_id": "gone-account",
                },
                event | {"event_id": "e3", "visitor_id": "v", "account_id": "a1"},
                event | {"event_id": "e4", "visitor_id": "lone-visitor"},
            ]
        ),
    )
    consent = {
        "channel": "email",
        "purpose": "marketing",
        "is_granted": "true",
        "recorded_at": at,
    }
    warehouse.write(
        "crm_consents.csv",
        pd.DataFrame(
            [
                consent | {"identifier_type": kind, "identifier": value}
                for kind, value in [
                    ("contact_id", "GONE-CONTACT"),
                    ("email", "WILHELMINE@verschwinder.fr"),
                    ("phone", "+33698765432"),
                    ("contact_id", "SPOUSE"),
                ]
            ]
        ),
    )
    warehouse.write(
        "survey_responses.csv",
        pd.DataFrame(
            {
                "response_id": ["gone-response", "r2", "gone-response-2"],
                "survey_id": "s",
                "email": ["wilhelmine@verschwinder.fr", "a1@x.fr", "seul@disparu.fr"],
                "item_id": "i",
                "answer": "3",
                "responded_at": at,
            }
        ),
    )
    warehouse.write(
        "feedback_comments.csv",
        pd.DataFrame(
            {
                "comment_id": ["gone-comment", "c2"],
                "account_id": ["gone-account", "a1"],
                "body": ["Wilhelmine says hello", "fine"],
                "created_at": at,
            }
        ),
    )
    warehouse.write(
        "social_interactions.csv",
        pd.DataFrame(
            {
                "interaction_id": ["gone-interaction", "i2", *ALONE],
                "network": "x",
                "handle": ["@WilVerschwind", "@other", "@DisparuSeul", "@disparuseul"],
                "email": [None, None, "Seul@Disparu.fr", None],
                "interaction_type": "like",
                "occurred_at": at,
            }
        ),
    )
    warehouse.write(
        "marketing_sends.csv",
        pd.DataFrame(
            {
                "send_id": ["gone-send", "s2", "gone-send-2"],
                "campaign_id": "c",
                "phone": ["0698765432", None, None],
                "email": [None, None, "Werbung@post.fr"],
                "contact_id": ["GONE-CONTACT", "SPOUSE", None],
                "sent_at": at,
            }
        ),
    )
    warehouse.write(
        "crm_leads.csv",
        pd.DataFrame(
            {
                "lead_id": ["gone-lead"],
                "email": ["wilhelmine@verschwinder.fr"],
                "first_name": ["Wilhelmine"],
                "last_name": ["Verschwinder"],
                "created_at": at,
            }
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


def traces(warehouse):
    """Return (table, trace) wherever something of her is, but in the raw files."""
    found = []
    with duckdb.connect(str(warehouse.database)) as connection:
        connection.execute("set variable id_key = 'strata-demo'")
        tables = connection.sql(
            """
            select table_schema || '.' || table_name, table_type
            from information_schema.tables
            where table_schema not in ('information_schema', 'state')
                and not (table_schema = 'raw' and table_type = 'VIEW')
            """
        ).fetchall()
        assert len(tables) > 100
        for table, _ in tables:
            rows = connection.sql(
                "select distinct unnest(regexp_extract_all("
                f"to_json(rows)::varchar, '{'|'.join(TRACES)}')) from {table} as rows"
            )
            found += [(table, trace) for (trace,) in rows.fetchall()]
    return found


ERASE = ("contact_id", "GONE-CONTACT", "erasure", "2026-06-01")
ERASE_ALONE = ("email", "seul@disparu.fr", "erasure", "2026-06-01")
# Of whom there is no record, or none any more.
ERASE_UNRECORDED = [
    ("contact_id", "gone-left", "erasure", "2026-06-01"),
    ("email", "werbung@post.fr", "erasure", "2026-06-01"),
    ("visitor_id", "lone-visitor", "erasure", "2026-06-01"),
]


@pytest.fixture(scope="module")
def warehouse(make_warehouse):
    """Known in one run; in the next a record is new, and she asks to be erased."""
    warehouse = make_warehouse()
    write(warehouse, contacts=(GONE, SPOUSE, LEFT))
    warehouse.build()
    found = {trace for _, trace in traces(warehouse)}
    assert found >= {"Wilhelmine", "gone-order", "712345", "gone-value"}
    warehouse.held = person_data(warehouse.copied(), "wilhelmine@verschwinder.fr")
    write(
        warehouse,
        [ERASE, ERASE_ALONE, *ERASE_UNRECORDED],
        [GONE, GONE_AGAIN, SPOUSE],
    )
    warehouse.run = warehouse.build()
    return warehouse


def test_before_she_could_have_seen_all_that_was_held(warehouse):
    tables = warehouse.held["tables"]
    rows = {name: len(rows) for name, rows in tables.items() if "staging" in name}
    assert rows == {
        "staging.stg_crm__consents": 2,
        "staging.stg_crm__contacts": 1,
        "staging.stg_crm__leads": 1,
        "staging.stg_external__attributes": 2,
        "staging.stg_feedback__comments": 1,
        "staging.stg_marketing__sends": 1,
        "staging.stg_shop__accounts": 1,
        "staging.stg_shop__order_lines": 2,
        "staging.stg_shop__orders": 4,
        "staging.stg_social__interactions": 1,
        "staging.stg_survey__responses": 1,
        "staging.stg_web__events": 2,
    }
    assert {"restricted.dim_customer_contacts", "marts.dim_customers"} <= set(tables)
    (version,) = tables["intermediate.int_customer_attributes_snapshotted"]
    assert version["marital_status"] == "gone status"
    assert "Ottokar" not in json.dumps(warehouse.held)


def test_an_identifier_of_nobody_or_of_several_is_told(warehouse):
    with pytest.raises(DatabaseError, match="Nobody has the identifier nobody"):
        person_data(warehouse.copied(), "nobody")
    ((email,),) = warehouse.query(
        "select identifier from intermediate.int_customer_identifiers "
        "where identifier_type = 'email' limit 1"
    )
    assert person_data(warehouse.copied(), email)["customer_id"]


def test_what_the_user_has_to_delete_is_listed(warehouse):
    keys = {(table, key) for table, _, key in rows_to_erase(warehouse.copied())}
    assert {("crm_contacts", "GONE-CONTACT"), ("shop_orders", "gone-order-0")} <= keys


def test_nothing_is_left_of_her(warehouse):
    assert traces(warehouse) == []
    assert "Erased 9 records of people" in warehouse.run.log


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
        "crm_consents": 2,
        "crm_contacts": 2,
        "crm_leads": 1,
        "crm_privacy_requests": 5,
        "external_attributes": 2,
        "feedback_comments": 1,
        "marketing_sends": 2,
        "shop_accounts": 2,
        "shop_order_lines": 2,
        "shop_orders": 4,
        "social_interactions": 3,
        "survey_responses": 2,
        "web_events": 3,
    }


class TestAfterwards:
    """Later runs on the same raw files, and on new ones."""

    def test_the_next_run_leaves_her_out_and_counts_her(self, warehouse):
        before = warehouse.query("from intermediate.int_rows_counted order by all")
        run = warehouse.build()
        assert "Erased" not in run.log
        assert traces(warehouse) == []
        assert (
            warehouse.query("from intermediate.int_rows_counted order by all") == before
        )

    def test_delivered_again_under_another_key_she_does_not_come_back(self, warehouse):
        again = GONE | {"contact_id": "GONE-AGAIN-2", "created_at": "2026-06-20"}
        write(warehouse, [], [GONE, again, SPOUSE, *LATER])
        run = warehouse.build()
        assert "Erased 2 records of people" in run.log
        assert traces(warehouse) == []

    def test_others_with_her_address_or_her_number_may_come(self, warehouse):
        found = warehouse.query(
            "select record_key from intermediate.int_customer_ids "
            "where record_key in ('HOUSEHOLD', 'NUMBER') and is_present order by all"
        )
        assert found == [("HOUSEHOLD",), ("NUMBER",)]

    def test_a_run_that_numbers_nobody_erases_nobody(self, warehouse):
        """New records have no customer yet; that does not make them erased ones."""
        new = contact(905, contact_id="NEW")
        write(warehouse, [], [GONE, SPOUSE, *LATER, new])
        warehouse.build("--select", "+int_identity_clusters")
        run = warehouse.build("--select", "int_people_erased+")
        assert "Erased" not in run.log
        warehouse.build()
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
        rebuilt.build()
        assert traces(rebuilt) == []
