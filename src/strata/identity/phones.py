"""Bring phone numbers to E.164."""

from collections.abc import Iterable, Iterator

import phonenumbers
import pyarrow as pa
from phonenumbers import PhoneNumberFormat

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
    """Return a number in E.164, and what brought it there.

    Parameters
    ----------
    raw_phone : as somebody wrote it.
    country : ISO 3166-1 alpha-2, upper case
        Where a number without country code is at home.

    Returns
    -------
    phone : such as ``+33612345678``; None where it is no number that may exist there.
    rule : ``phone_to_e164`` if the number was written otherwise, else None.

    Notes
    -----
    Possible (of a length that the country knows) is not enough: 0123 is possible. What
    is valid is told by Google's metadata in `phonenumbers`, which knows each country's
    ranges.
    """
    try:
        number = phonenumbers.parse(raw_phone, country or None)
    except phonenumbers.NumberParseException:
        return None, None
    if not phonenumbers.is_valid_number(number):
        return None, None
    phone = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return phone, "phone_to_e164" if phone != raw_phone else None


def standardise_phones(
    batches: Iterable[pa.RecordBatch], default_country: str
) -> Iterator[pa.RecordBatch]:
    """Bring distinct numbers to E.164, batch by batch.

    Parameters
    ----------
    batches : record batches of two columns, number and country
        An empty country stands for `default_country`.
    default_country : ISO 3166-1 alpha-2.

    Yields
    ------
    RecordBatch
        As `PHONES`, a row for each that came.
    """
    for batch in batches:
        raw_phones, countries = (column.to_pylist() for column in batch.columns)
        found = [
            standardise_phone(raw_phone, country or default_country)
            for raw_phone, country in zip(raw_phones, countries, strict=True)
        ]
        yield pa.record_batch(
            [
                raw_phones,
                countries,
                [phone for phone, _ in found],
                [phone is not None for phone, _ in found],
                [[rule] if rule else [] for _, rule in found],
            ],
            schema=PHONES,
        )
