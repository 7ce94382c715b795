"""Numbers come out in E.164, or not at all."""

import pyarrow as pa
import pytest

from strata.identity.phones import PHONES, standardise_phone, standardise_phones


@pytest.mark.parametrize(
    ("raw", "country", "phone"),
    [
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("+33 (0)6.12.34.56.78", "FR", "+33612345678"),
        ("0033612345678", "FR", "+33612345678"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("+32 470 12 34 56", "FR", "+32470123456"),
        ("0123", "FR", None),
        ("0000000000", "FR", None),
        ("call me", "FR", None),
        ("06 12 34 56 78", "", None),
        ("06 12 34 56 78", "XX", None),
    ],
)
def test_a_number_is_at_home_in_the_country_of_its_record(raw, country, phone):
    assert standardise_phone(raw, country)[0] == phone


def test_a_number_in_e164_needs_no_correction():
    assert standardise_phone("+33612345678", "FR") == ("+33612345678", None)


def test_batches_stream_and_lose_no_row():
    batch = pa.record_batch(
        {"raw_phone": ["0612345678", "0123"], "country_code": ["", "FR"]}
    )
    first, second = standardise_phones(iter([batch, batch]), "FR")
    assert first.schema == PHONES
    assert first.equals(second)
    assert first.to_pylist() == [
        {
            "raw_phone": "0612345678",
            "country_code": "",
            "phone": "+33612345678",
            "is_valid": True,
            "rules": ["phone_to_e164"],
        },
        {
            "raw_phone": "0123",
            "country_code": "FR",
            "phone": None,
            "is_valid": False,
            "rules": [],
        },
    ]
