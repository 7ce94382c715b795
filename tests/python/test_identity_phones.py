"""Phone numbers are converted to E.164 or to null."""

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


@pytest.mark.parametrize("processes", [1, 2])
def test_batches_stream_in_their_order_and_lose_no_row(processes, monkeypatch):
    monkeypatch.setattr("strata.identity.phones.WORTH_A_PROCESS", 2)
    batches = [
        pa.record_batch(
            {"raw_phone": [f"06123456{number}", "0123"], "country_code": ["FR", "GB"]}
        )
        for number in (78, 79, 80)
    ]
    found = list(standardise_phones(iter(batches), processes))
    assert {batch.schema for batch in found} == {PHONES}
    assert [row for batch in found for row in batch.to_pylist()] == [
        row
        for number in (78, 79, 80)
        for row in (
            {
                "raw_phone": f"06123456{number}",
                "country_code": "FR",
                "phone": f"+336123456{number}",
                "is_valid": True,
                "rules": ["phone_to_e164"],
            },
            {
                "raw_phone": "0123",
                "country_code": "GB",
                "phone": None,
                "is_valid": False,
                "rules": [],
            },
        )
    ]


def test_no_numbers_make_no_batches():
    assert list(standardise_phones(iter([]), 2)) == []
