"""Shared values do not link strangers, and are reported."""

import json
import subprocess
import sys

import pandas as pd
import pytest
from conftest import ROOT
from people import contact, shared

from bench.new_records import differing_share, write_people_until

BUILD = (
    *("build", "--select", "+int_identity_links", "+int_identity_links_cut"),
    *("+int_identity_values_ignored", "+int_identity_corrections_counted"),
    *("+int_customers_merged", "+int_golden_values", "+int_customer_identifiers"),
)


@pytest.fixture(scope="module")
def warehouse(make_warehouse):
    """Strangers who share all kinds of values, and a few people recorded twice."""
    rows = [
        *shared(0, 200),
        *shared(10_000, 5_000, email="noreply@shop.fr"),
        *shared(2_000, 60, email="inconnu@gmail.com"),
        *shared(3_000, 60, phone="0000000000"),
        *shared(4_000, 60, phone="01 23 45 67 89"),
        *shared(5_000, 60, birth_date="1900-01-01"),
        *shared(6_000, 60, birth_date="01/01/1970"),
        *shared(7_000, 60, first_name="", last_name="", email="", phone=""),
        *shared(7_100, 60, first_name=" ", last_name="-", email=" ", phone=" "),
        *shared(8_000, 60, email="noreply@"),
        *shared(8_100, 60, email="inconnu@"),
        *shared(8_200, 60, birth_date="00/00/0000"),
        # Too few to be detected by frequency.
        *shared(8_300, 3, email="inconnu@mail.fr", phone="01 02 03 04 05"),
        *shared(8_400, 3, address="Inconnue"),
        # A family: one address, one e-mail, one phone.
        *[
            contact(
                9_000 + number,
                first_name=name,
                last_name="Dubreuil",
                birth_date=birth,
                email="famille@mail.fr",
                phone="0611223344",
                address="1 place Rouge",
                postal_code="26000",
                city="Valence",
            )
            for number, (name, birth) in enumerate(
                [
                    ("Hélène", "1961-03-04"),
                    ("Victor", "1958-11-30"),
                    ("Inès", "1990-07-19"),
                ]
            )
        ],
        # A couple with almost the same name.
        *[
            contact(
                9_400 + number,
                first_name=name,
                last_name="Quidam",
                gender=gender,
                birth_date=None,
                email="quidam@mail.fr",
                phone="0611223355",
                address="2 place Rouge",
                postal_code="75001",
                city="Paris",
            )
            for number, (name, gender) in enumerate(
                [("Michel", "M"), ("Michelle", "F")]
            )
        ],
        # One person, three times.
        contact(9_100, first_name="Jean-Luc", last_name="Picard"),
        contact(
            9_100, contact_id="C9101", first_name="M. Jean Luc", last_name="PICARD"
        ),
        contact(
            9_100,
            contact_id="C9102",
            first_name="Picard",
            last_name="Jean-Luc",
            email=f"mailto:{contact(9_100)['email'].upper()}",
            phone=None,
        ),
        contact(9_200, birth_date="07/08/61"),
        # Later the e-mail of an account is written under the key of this contact.
        contact(9_300),
    ]
    warehouse = make_warehouse()
    warehouse.write(
        "geo_communes.csv",
        "insee_code,name,postal_code\n26362,Valence,26000\n26058,Autre,26000\n",
    )
    warehouse.write("crm_contacts.csv", pd.DataFrame(rows))
    warehouse.write(
        "shop_accounts.csv",
        "account_id,email,created_at\nA1,login@mail.fr,2025-02-01T10:00:00Z\n",
    )
    warehouse.write(
        "survey_responses.csv",
        "response_id,survey_id,email,contact_id,item_id,answer,responded_at\n"
        "R1,S1,Login@mail.fr,C9300,nps,9,2025-07-01T10:00:00Z\n"
        "R2,S1,login@mail.fr,C9300,nps,9,2025-06-01T10:00:00Z\n",
    )
    run = warehouse.dbt(*BUILD)
    assert run.success, run.log
    return warehouse


def clusters(warehouse, low, high):
    """Return the clusters of the contacts of these numbers."""
    return warehouse.query(
        f"""
        select cluster_id, count(*) as records
        from intermediate.int_identity_clusters
        where try_cast(replace(record_id, 'crm_contacts:C', '') as integer)
            between {low} and {high}
        group by cluster_id
        """
    )


@pytest.mark.parametrize(
    ("start", "end"),
    [
        *[(start, start + 999) for start in range(0, 9_000, 1_000) if start != 1_000],
        (9_000, 9_099),
        (9_400, 9_499),
        (10_000, 14_999),
    ],
)
def test_strangers_stay_apart(warehouse, start, end):
    found = clusters(warehouse, start, end)
    assert {records for _, records in found} == {1}


def test_one_person_is_found_in_spite_of_spelling(warehouse):
    assert [records for _, records in clusters(warehouse, 9_100, 9_102)] == [3]


def ignored_values(warehouse):
    """Return reason and number of records of each ignored attribute and value."""
    return {
        (attribute, value): (reason, records)
        for attribute, value, reason, records in warehouse.query(
            "select attribute, ignored_value, reason, records "
            "from intermediate.int_identity_values_ignored"
        )
    }


def test_what_is_ignored_is_told(warehouse):
    ignored = ignored_values(warehouse)
    assert ignored["email", "noreply@shop.fr"] == ("placeholder", 5_000)
    assert ignored["email", "inconnu@gmail.com"] == ("placeholder", 60)
    assert ignored["email_name", "inconnu"] == ("placeholder", 63)
    assert ignored["email", "noreply@"] == ("invalid", 60)
    assert ignored["email", "inconnu@"] == ("invalid", 60)
    assert ignored["phone", "0000000000"] == ("invalid", 60)
    assert ignored["phone", "+33123456789"][1] == 60
    # A birth date that is too old for the quality checks is quarantined there, and kept
    # here.
    assert ignored["birth_date", "19700101"][1] == 60
    assert ignored["birth_date", "19000101"][1] == 60
    assert ignored["birth_date", "00000000"][1] == 60
    for attribute in ("first_name", "last_name", "email"):
        assert ignored[attribute, ""] == ("empty", 120)
    # One of the people recorded twice has none in the third record.
    assert ignored["phone", ""] == ("empty", 121)


def test_a_first_name_of_nearly_all_is_ignored_and_shown(make_warehouse):
    warehouse = make_warehouse()
    rows = [*shared(0, 450, first_name="Client web"), *shared(1_000, 50)]
    warehouse.write("crm_contacts.csv", pd.DataFrame(rows))
    warehouse.build(
        *("--select", "+int_identity_clusters", "+int_identity_values_ignored"),
        "+int_customers_merged",
    )
    assert ignored_values(warehouse) == {
        ("first_name", "client web"): ("far_too_frequent", 450)
    }
    assert {records for _, records in clusters(warehouse, 0, 9_999)} == {1}
    assert warehouse.query(
        "select count(*) from intermediate.int_customers_merged "
        "where first_name = 'Client web'"
    ) == [(450,)]


def test_what_stands_for_none_is_nobodys(warehouse):
    reached = warehouse.query(
        """
        select merged.email, merged.phone, merged.address, merged.first_name is not null
        from intermediate.int_customers_merged as merged
        inner join intermediate.int_customer_ids using (customer_id)
        where record_id in ('crm_contacts:C10000', 'crm_contacts:C8300')
        """
    )
    assert [(email, told) for email, _, _, told in reached] == [(None, True)] * 2
    assert [phone for _, phone, _, _ in reached].count(None) == 1
    assert all(address for _, _, address, _ in reached)
    assert warehouse.query(
        "select count(*) from intermediate.int_customers_merged "
        "where address = 'Inconnue'"
    ) == [(0,)]
    assert (
        warehouse.query(
            """
        select identifier from intermediate.int_customer_identifiers
        where
            identifier ilike '%noreply%' or identifier ilike '%inconnu%'
            or identifier = '01 02 03 04 05'
        """
        )
        == []
    )


def test_what_a_form_fills_in_is_nobodys_birth_date(warehouse):
    ((defaults, told),) = warehouse.query(
        "select count(*) filter (birth_date in ('1900-01-01', '1970-01-01')), "
        "count(birth_date) from intermediate.int_customers_merged"
    )
    assert defaults == 0
    assert told > 500


def test_corrections_are_counted(warehouse):
    counted = dict(
        warehouse.query(
            "select rule, records from intermediate.int_identity_corrections_counted"
        )
    )
    assert counted["email_case"] == counted["email_signs"] == 1
    assert counted["phone_to_e164"] >= 500
    assert counted["birth_date_two_digit_year"] == 1
    assert counted["commune_by_postal_code_and_city"] == 3


def test_a_year_of_two_digits_is_set_aside_mended_and_kept(warehouse):
    assert warehouse.query(
        """
        select set_aside.birth_date, records.raw_birth_date, records.birth_date::varchar
        from intermediate.int_person_values_set_aside as set_aside
        inner join intermediate.int_person_records_standardised as records
            on set_aside.record_key = records.record_key
        where records.record_key = 'C9200'
        """
    ) == [("07/08/61", "07/08/61", "1961-08-07")]


def test_a_person_has_the_commune_of_the_records(warehouse):
    assert warehouse.query(
        "select commune_code, count(*) from intermediate.int_customers_merged "
        "where city = 'Valence' group by all"
    ) == [("26362", 3)]


def test_a_link_says_why_and_since_when(warehouse):
    (link,) = warehouse.query(
        """
        select link_kind, agreed_columns, known_at::varchar
        from intermediate.int_identity_links
        where record_id_l = 'crm_contacts:C9100' and record_id_r = 'crm_contacts:C9101'
        """
    )
    kind, agreed, known_at = link
    assert kind == "same_email"
    assert {"first_name", "last_name", "phone"} <= set(agreed)
    assert known_at == "2025-01-01 10:00:00"
    # Both records existed before there was evidence for a link.
    assert warehouse.query(
        """
        select record_id_l, record_id_r, link_kind, known_at::varchar
        from intermediate.int_identity_links
        where 'shop_accounts:A1' in (record_id_l, record_id_r)
        """
    ) == [
        ("crm_contacts:C9300", "shop_accounts:A1", "same_login", "2025-06-01 10:00:00")
    ]


def test_a_person_has_one_record(warehouse):
    people = warehouse.query(
        """
        select first_name, last_name, email, phone is not null
        from intermediate.int_customers_merged
        inner join intermediate.int_customer_ids using (customer_id)
        where record_id = 'crm_contacts:C9100'
        """
    )
    assert people == [("Jean-Luc", "Picard", contact(9_100)["email"], True)]
    (sources,) = warehouse.query(
        "select count(*) from intermediate.int_golden_values "
        "inner join intermediate.int_customer_ids as ids using (customer_id) "
        "where ids.record_id = 'crm_contacts:C9100' "
        "and int_golden_values.record_id not like '%:C910%'"
    )
    assert sources == (0,)


def test_a_family_and_a_couple_are_cut_apart_and_told(warehouse):
    """They share so many values that only the contradiction separates them."""
    family = warehouse.query(
        """
        select distinct contradiction, match_weight > 0, joining_weight < -1000
        from intermediate.int_identity_pairs_scored
        where record_id_l like '%:C900_' and record_id_r like '%:C900_'
        """
    )
    assert family == [("two birth dates and first names", True, True)]
    couple = warehouse.query(
        """
        select link_kind, match_weight > 0, reason
        from intermediate.int_identity_links_cut
        where record_id_l = 'crm_contacts:C9400' and record_id_r = 'crm_contacts:C9401'
        """
    )
    assert couple == [("same_email", True, "two genders and first names")]


def linked(warehouse, *shares):
    """Return the clusters of the demo's people, delivered in steps."""
    for share in shares:
        write_people_until(share, warehouse.raw)
        build = warehouse.rebuild if warehouse.database.exists() else warehouse.build
        build("--select", "+int_identity_clusters")
    return pd.DataFrame(
        warehouse.query(
            "select record_id, cluster_id from intermediate.int_identity_clusters"
        ),
        columns=["record_id", "cluster_id"],
    )


@pytest.fixture(scope="module")
def at_once(make_warehouse):
    """All of the demo's people at once."""
    warehouse = make_warehouse()
    warehouse.clusters = linked(warehouse, 1)
    return warehouse


def test_new_records_are_linked_as_if_all_were_linked_at_once(at_once, make_warehouse):
    """The last tenth of the people is delivered a day later."""
    daily = make_warehouse()
    clusters = linked(daily, 0.9, 1)
    # The first model is kept, and the records were added in two runs.
    learnt = "select model_number, model ->> 'records' from int_identity_models"
    revisions = "select distinct revision from int_identity_records order by all"
    (kept,) = daily.query(f"use intermediate; {learnt}")
    assert kept[0] == 1
    assert int(kept[1]) < 0.95 * len(at_once.clusters)
    assert daily.query(f"use intermediate; {revisions}") == [(1,), (2,)]
    assert differing_share(clusters, at_once.clusters) <= 0.001


@pytest.mark.parametrize(
    ("command", "figures"),
    [
        ("ours", {"all_s", "all_cpu_s", "new_s", "new_cpu_s", "pairs"}),
        ("bare", {"bare_s", "bare_cpu_s"}),
    ],
)
def test_linking_is_timed_beside_bare_splink(at_once, command, figures):
    done = subprocess.run(
        [sys.executable, "-m", "bench.linking", command, at_once.copied()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told.keys() == {"records"} | figures
    assert told["records"] == len(at_once.clusters)
    assert all(value > 0 for value in told.values())


class TestBenchIdentity:
    """The command that evaluates a labelled data set."""

    def run(self, tmp_path, *options):
        return subprocess.run(
            [
                sys.executable,
                "-m",
                "bench.identity",
                *options,
                "--dir",
                tmp_path / "out",
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def test_a_set_of_ones_own(self, tmp_path):
        rows = shared(0, 150) + [
            contact(number, contact_id=f"D{number}", email=None)
            for number in range(100)
        ]
        folder = tmp_path / "mine"
        folder.mkdir()
        pd.DataFrame(rows).to_csv(folder / "crm_contacts.csv", index=False)
        pd.DataFrame(
            {
                "contact_id": [row["contact_id"] for row in rows],
                "person": [row["contact_id"][1:] for row in rows],
            }
        ).to_csv(folder / "truth.csv", index=False)
        done = self.run(tmp_path, "--set", folder)
        assert done.returncode == 0, done.stderr
        figures = json.loads(done.stdout.splitlines()[-1])["sets"]["mine"]
        assert figures["f1"] > 0.98
        assert {"precision", "recall", "cluster_f1", "splink_f1"} <= set(figures)

    def test_a_set_without_truth_says_what_is_missing(self, tmp_path):
        folder = tmp_path / "mine"
        folder.mkdir()
        (folder / "crm_contacts.csv").write_text("contact_id,email\n1,a@b.fr\n")
        done = self.run(tmp_path, "--set", folder)
        assert done.returncode == 1
        assert "truth.csv is missing" in done.stderr
        (folder / "truth.csv").write_text("contact_id,who\n1,a\n")
        assert "has no column person" in self.run(tmp_path, "--set", folder).stderr
        (folder / "truth.csv").write_text("contact_id,person\n2,a\n")
        done = self.run(tmp_path, "--set", folder)
        assert "does not say who contact 1 is" in done.stderr
