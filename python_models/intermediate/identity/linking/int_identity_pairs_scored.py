"""One row per pair of connected records. Logic: strata.identity.scoring."""

import json

import pyarrow as pa

from strata.before import rows_before
from strata.identity.engine import ROW_GROUP
from strata.identity.scoring import score, score_new


def model(dbt, session):
    _, number, text = dbt.ref("int_identity_models").fetchone()
    records = dbt.ref("int_identity_records")
    rule_links = dbt.ref("int_identity_rule_links")
    (revision,) = records.max("revision").fetchone()
    before = rows_before(session, dbt.this)
    seen, kept = None, None
    if before is not None:
        # Pairs scored by another model are compared again.
        same = before.filter(f"model_number = {number}")
        (seen,) = same.max("revision").fetchone()
        if seen is not None and seen <= revision:
            kept = same.to_arrow_table(ROW_GROUP)
    options = {
        "memory_limit": dbt.config.meta_get("memory_limit"),
        "threads": dbt.config.meta_get("threads"),
    }
    learnt = json.loads(text)
    if kept is None:
        said = rule_links.to_arrow_table(ROW_GROUP)
        # Last, because the reader streams only until the session runs another query.
        pairs = score(records.to_arrow_reader(ROW_GROUP), said, learnt, **options)
    else:
        changes = records.project(f"*, revision > {seen} as is_new")
        pairs = score_new(session, changes, rule_links, learnt, kept, **options)
    of_run = {"model_number": number, "revision": revision}
    for name, value in of_run.items():
        pairs = pairs.append_column(name, pa.repeat(value or 0, len(pairs)))
    return pairs
