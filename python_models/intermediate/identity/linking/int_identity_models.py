"""One row: what was learnt of linking records. Logic: strata.identity.linking."""

import json

import pandas as pd

from strata.identity.linking import train


def model(dbt, session):
    settings = train(
        dbt.ref("int_identity_records").to_arrow_reader(),
        memory_limit=dbt.config.meta_get("memory_limit"),
        threads=dbt.config.meta_get("threads"),
    )
    return pd.DataFrame({"settings": [json.dumps(settings, sort_keys=True)]})
