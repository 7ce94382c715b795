"""One row per phone number as written, and country. Logic: strata.identity.phones."""

import pyarrow as pa

from strata.before import rows_before
from strata.identity.phones import PHONES, standardise_phones


def model(dbt, session):
    numbers = (
        dbt.ref("int_identifiers_written")
        .filter("identifier_type = 'phone'")
        .project("identifier, country_code")
    )
    before = rows_before(session, dbt.this)
    if dbt.is_incremental:
        numbers = numbers.except_(before.project("raw_phone, country_code"))
    processes = dbt.config.meta_get("processes")
    found = standardise_phones(numbers.to_arrow_reader(20_000), processes)
    return pa.RecordBatchReader.from_batches(PHONES, found)
