"""One row per pair of records that hang together. Logic: strata.identity.linking."""

import json

from strata.identity.linking import score


def model(dbt, session):
    (settings,) = dbt.ref("int_identity_models").fetchone()
    rule_links = dbt.ref("int_identity_rule_links").to_arrow_table()
    # Last, for the reader streams only until the session is asked something else.
    records = dbt.ref("int_identity_records").to_arrow_reader()
    return score(
        records,
        rule_links,
        json.loads(settings),
        memory_limit=dbt.config.meta_get("memory_limit"),
        threads=dbt.config.meta_get("threads"),
    )
