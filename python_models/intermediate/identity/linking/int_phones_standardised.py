"""One row per phone number as written, and country. Logic: strata.identity.phones."""

import pyarrow as pa

from strata.identity.phones import PHONES, standardise_phones


def model(dbt, session):
    numbers = (
        dbt.ref("int_person_records")
        .filter("phone is not null")
        .project("phone, coalesce(upper(country_code), '')")
        .distinct()
        .to_arrow_reader(10_000)
    )
    found = standardise_phones(numbers, dbt.config.meta_get("default_country"))
    return pa.RecordBatchReader.from_batches(PHONES, found)
