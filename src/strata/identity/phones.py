"""Convert phone numbers to E.164."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

import phonenumbers
import pyarrow as pa
from joblib import Parallel, delayed
from joblib.externals.loky import get_reusable_executor
from phonenumbers import PhoneNumberFormat

# Fewer numbers than this in the first two batches are converted without starting
# processes.
WORTH_A_PROCESS = 20_000

PHONES = pa.schema(
    {
        "raw_phone": pa.string(),
        "country_code": pa.string(),
        "phone": pa.string(),
        "is_valid": pa.bool_(),
        "rules": pa.list_(pa.string()),
    }
)


def standardise_phone(raw_phone: str, country: str) -> tuple[str | None, str | None]:
    """Return a number in E.164, and the rule that converted it.

    Parameters
    ----------
    raw_phone : as somebody wrote it.
    country : ISO 3166-1 alpha-2, upper case
        Country of a number without country code.

    Returns
    -------
    phone : such as ``+33612345678``; None where it is no number that may exist there.
    rule : ``phone_to_e164`` if the number was written otherwise, else None.

    Notes
    -----
    Possible (a valid length for the country) is not enough: 0123 is possible. Validity
    comes from Google's metadata in `phonenumbers`, which has the ranges of each
    country.
    """
    try:
        number = phonenumbers.parse(raw_phone, country or None)
    except phonenumbers.NumberParseException:
        return None, None
    if not phonenumbers.is_valid_number(number):
        return None, None
    phone = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return phone, "phone_to_e164" if phone != raw_phone else None


def standardise_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Convert a batch of numbers and countries to E.164, one row for each."""
    raw_phones, countries = (column.to_pylist() for column in batch.columns)
    found = [
        standardise_phone(raw_phone, country)
        for raw_phone, country in zip(raw_phones, countries, strict=True)
    ]
    return pa.record_batch(
        [
            raw_phones,
            countries,
            [phone for phone, _ in found],
            [phone is not None for phone, _ in found],
            [[rule] if rule else [] for _, rule in found],
        ],
        schema=PHONES,
    )


def standardise_phones(
    batches: Iterable[pa.RecordBatch], processes: int = 1
) -> Iterator[pa.RecordBatch]:
    """Convert distinct numbers to E.164, batch by batch.

    Parameters
    ----------
    batches : record batches of two columns, number and country (ISO 3166-1 alpha-2).
    processes : for many numbers
        The library is pure Python: 50,000 numbers a second and process.

    Yields
    ------
    RecordBatch
        As `PHONES`, for each batch, in order.
    """
    batches = iter(batches)
    first = list(islice(batches, 2))
    everything = chain(first, batches)
    if processes == 1 or sum(map(len, first)) < WORTH_A_PROCESS:
        yield from map(standardise_batch, everything)
        return
    work = Parallel(n_jobs=processes, return_as="generator")
    yield from work(delayed(standardise_batch)(batch) for batch in everything)
    get_reusable_executor().shutdown()
