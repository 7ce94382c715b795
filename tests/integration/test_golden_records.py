"""Incremental golden records: a run rebuilds those of changed customers only."""

import pytest
from people import contact, shared

MODELS = ("int_customers_fingerprinted", "int_golden_records")
STRANGERS = shared(0, 40)
NAMED = {
    name: contact(500 + number, contact_id=name, **values)
    for number, (name, values) in enumerate(
        {
            "anne": {},
            "bea": {"phone": "0611223344"},
            "carl": {},
            "dora": {"birth_date": "2026-06-05"},
            "emil": {"updated_at": "2024-06-10T00:00:00Z"},
            "fay": {},
            "gus": {},
            "hugo": {},
        }.items()
    )
}

# Changes in a run, and the customers whose golden records are rebuilt.
CHANGES = {
    "nothing": (["select 1"], set()),
    "a record, what is ignored, what a provider says, whose a record is": (
        [
            "update intermediate.int_person_records_standardised "
            "set raw_first_name = 'Annabelle' where record_key = 'anne'",
            "insert into intermediate.int_identity_values_ignored "
            "values ('phone', '+33611223344', 'too_many_records', 101)",
            "insert into intermediate.int_external_values_standardised "
            "select customer_id, 'gender', 'acme', timestamp '2025-01-01', 'f', 'f' "
            "from intermediate.int_customer_ids where record_key = 'carl'",
            "update intermediate.int_customer_ids set customer_id = ("
            "select customer_id from intermediate.int_customer_ids "
            "where record_key = 'fay') where record_key = 'gus'",
            "update intermediate.int_customer_ids set is_present = false "
            "where record_key = 'hugo'",
        ],
        {"anne", "bea", "carl", "fay"},
    ),
    # Dora is born, and Emil's last contact was two years and two days ago.
    "the scoring date, what of a provider's is ignored": (
        [
            "update intermediate.int_scoring_date "
            "set as_of_at = timestamp '2026-06-12'",
            "insert into intermediate.int_identity_values_ignored "
            "values ('gender', 'f', 'too_many_records', 101)",
        ],
        {"carl", "dora", "emil"},
    ),
    "how long is long ago": (
        [
            "update reference.identity_thresholds set threshold_value = 365 "
            "where threshold = 'stale_after_days'",
        ],
        "all but the stale",
    ),
    "who is believed": (
        [
            "update reference.source_priorities set priority = priority + 1",
        ],
        "all",
    ),
    # No record has a birth date in these years.
    "when people may have been born": (
        [
            "update reference.quality_thresholds set value = 1905 "
            "where threshold = 'earliest_year'",
        ],
        set(),
    ),
    "a rule": (
        [
            "update reference.survivorship_rules set place = place + 1 "
            "where attribute = 'city'",
        ],
        "all",
    ),
}


@pytest.fixture(scope="module")
def warehouse(make_warehouse):
    warehouse = make_warehouse(STRATA_AS_OF_DATE="2026-06-01")
    warehouse.write("crm_contacts.csv", [*STRANGERS, *NAMED.values()])
    warehouse.build("--select", "+int_golden_records")
    return warehouse


def golden(warehouse, what="* exclude (is_stale)"):
    return warehouse.query(
        f"select {what} from intermediate.int_golden_records order by customer_id"
    )


def test_only_what_changed_is_made_anew_and_all_is_as_if_it_were(warehouse):
    keys = dict(
        warehouse.query(
            "select record_key, customer_id from intermediate.int_customer_ids"
        )
    )
    assert len(set(keys.values())) == len(keys) == len(golden(warehouse)) == 48
    for what, (statements, expected) in CHANGES.items():
        for statement in statements:
            warehouse.execute(statement)
        # Rebuilt records do not have this value.
        warehouse.execute("update intermediate.int_golden_records set is_stale = null")
        assert warehouse.dbt("run", "--select", *MODELS).success
        rows = golden(warehouse, "customer_id, is_stale")
        made = {customer_id for customer_id, is_stale in rows if is_stale is not None}
        present = {customer_id for customer_id, _ in rows}
        if expected == "all":
            assert made == present, what
        elif expected == "all but the stale":
            assert made == present - {keys["emil"]}, what
        else:
            assert made == {keys[name] for name in expected}, what
    assert present == set(keys.values()) - {keys["gus"], keys["hugo"]}
    kept = golden(warehouse)
    assert warehouse.dbt("run", "--full-refresh", "--select", *MODELS).success
    assert golden(warehouse) == kept
    assert None not in {is_stale for (is_stale,) in golden(warehouse, "is_stale")}
