"""Right of access: a person is found by any identifier in any spelling."""

import json

import pandas as pd
import pytest
from people import contact, shared

from strata.access import person_data
from strata.reading import DatabaseError

BUILD = (
    *("--select", "+int_customer_identifiers", "+int_customer_id_changes"),
    *("+int_external_attributes_attached", "+int_record_identifiers"),
    *("int_identifying_columns", "int_row_identifiers"),
)
ANN = contact(
    900,
    contact_id="ANN-900",
    first_name="Ann",
    last_name="Ansel",
    email="ANN.Ansel@Mail.FR",
    phone="06 98 76 54 32",
)
# Two people of one household, and one abroad.
TWO = [
    contact(number, contact_id=f"TWO-{number}", first_name=name, phone="0611223344")
    for number, name in [(901, "Ottokar"), (902, "Zenobia")]
]
ABROAD = contact(
    903, contact_id="ABROAD", phone="020 7946 0018", country_code="gb", city="London"
)
# Lines with one value too many: hers by key, hers by e-mail, and one that others share.
REJECTED = [
    "ANN-900,Ann,Ansel,,,,,,,,,too many",
    "X1,Ann,Ansel,ann.ansel@mail.fr,,,,,,,,too many",
    "X2,Ann,Ansel,ann.ansel@mail.fr,,other@mail.fr,,,,,,too many",
    "ANN-9001,Ann,Ansel,not.ann.ansel@mail.fr,,,,,,,,too many",
]


@pytest.fixture(scope="module")
def database(make_warehouse):
    warehouse = make_warehouse()
    people = pd.DataFrame([*shared(0, 60), ANN, *TWO, ABROAD])
    lines = people.to_csv(index=False) + "\n".join(REJECTED) + "\n"
    warehouse.write("crm_contacts.csv", lines)
    warehouse.build(*BUILD)
    assert len(warehouse.query("from raw.raw_rejects")) == len(REJECTED)
    return warehouse.copied()


@pytest.mark.parametrize(
    "identifier",
    [
        *("ANN-900", "crm_contacts:ANN-900"),
        *("ANN.Ansel@Mail.FR", "ann.ansel@mail.fr", " <Ann.ansel@MAIL.fr> "),
        *("06 98 76 54 32", "+33698765432", "0698765432", "06.98.76.54.32"),
        "0033 6 98 76 54 32",
    ],
)
def test_a_person_is_found_however_it_is_written(database, identifier):
    found = person_data(database, identifier)
    contacts = found["tables"]["staging.stg_crm__contacts"]
    assert [row["contact_id"] for row in contacts] == ["ANN-900"]
    assert {"identifier_type": "phone", "identifier": "+33698765432"} in found[
        "identifiers"
    ]


@pytest.mark.parametrize("identifier", ["+44 20 7946 0018", "020 79460018"])
def test_a_number_is_found_in_the_country_that_it_is_of(database, identifier):
    contacts = person_data(database, identifier)["tables"]["staging.stg_crm__contacts"]
    assert [row["contact_id"] for row in contacts] == ["ABROAD"]


@pytest.mark.parametrize("identifier", ["ann", "ansel@mail.fr", "0698765433", "", "06"])
def test_an_identifier_of_nobody_is_told(database, identifier):
    with pytest.raises(DatabaseError, match="No person has the identifier"):
        person_data(database, identifier)


@pytest.mark.parametrize("identifier", ["0611223344", "+33611223344", "06 11 22 33 44"])
def test_an_identifier_of_several_is_told(database, identifier):
    with pytest.raises(DatabaseError, match="2 customers have the identifier"):
        person_data(database, identifier)


def test_lines_that_could_not_be_read_are_told_where_they_are_theirs(database):
    held = person_data(database, "ANN-900")
    lines = held["tables"]["raw.raw_rejects"]
    assert [line["text"] for line in lines] == REJECTED[:2]
    assert "other@mail.fr" not in json.dumps(held)
    assert "Ansel" not in json.dumps(person_data(database, "TWO-901"))
