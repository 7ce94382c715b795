"""One row: the record linkage model. Logic: strata.identity.training."""

import json

import pandas as pd

from strata.before import rows_before
from strata.identity.engine import ROW_GROUP
from strata.identity.training import is_due, train


def model(dbt, session):
    # Judged first: no model is learnt from a delivery that fails a gate.
    dbt.ref("int_deliveries_judged")
    records = dbt.ref("int_identity_records")
    (count,) = records.count("*").fetchone()
    before = rows_before(session, dbt.this)
    kept = before.df() if before is not None else pd.DataFrame()
    number = 1 if kept.empty else int(kept["model_number"][0]) + 1
    if dbt.is_incremental and not is_due(json.loads(kept["model"][0]), count):
        return kept
    learnt = train(
        records.to_arrow_reader(ROW_GROUP),
        memory_limit=dbt.config.meta_get("memory_limit"),
        threads=dbt.config.meta_get("threads"),
    )
    return pd.DataFrame(
        {
            "entity": ["person"],
            "model_number": [number],
            "model": [json.dumps(learnt, sort_keys=True)],
        }
    )
