"""The linkage model and the links are explained correctly."""

import json
import math
import re
import shutil
from html.parser import HTMLParser

import duckdb
import pyarrow as pa
import pytest
from command import strata
from identity_records import NO_RULES, people, table

from strata.identity.explaining import linkage_model, why_linked
from strata.identity.pages import model_page, pair_page
from strata.identity.scoring import score
from strata.identity.training import train
from strata.reading import DatabaseError

TABLES = """
    create schema intermediate;
    create table intermediate.int_identity_records as from records;
    create table intermediate.int_identity_pairs_scored as from pairs;
    create table intermediate.int_identity_thresholds_judged as
    from (values
        (cast(-0.5 as decimal(6, 1)), 100, 98e-2, 97e-2, true),
        (cast(0.0 as decimal(6, 1)), 99, 99e-2, 95e-2, false)
    ) as judged (
        least_weight, pairs, expected_precision, expected_recall, is_chosen
    );
    create table intermediate.int_identity_links as
    select coalesce(rule, 'probability') as link_kind
    from pairs
    where joining_weight >= -0.5;
    create table intermediate.int_identity_links_cut as
    select 'others_of_the_cluster' as reason from range(2);
"""


def write(path, records, pairs, model):
    with duckdb.connect(str(path)) as connection:
        connection.register("records", records)
        connection.register("pairs", pairs)
        connection.execute(TABLES)
        connection.execute(
            "create table intermediate.int_identity_models as "
            "select 'person' as entity, 3 as model_number, $1 as model",
            [json.dumps(model)],
        )
    return path


@pytest.fixture(scope="module")
def settings_and_database(tmp_path_factory):
    """A model learnt from a hundred people, two records each, and their pairs."""
    rows = people(100)
    # A value that must be escaped and not executed.
    rows[0]["first_name"] = rows[1]["first_name"] = "<script>alert(1)</script>"
    records = table(rows)
    rules = pa.Table.from_pylist(
        [{"record_id_l": "0005-0", "record_id_r": "0005-1", "rule": "same_email"}]
    )
    model = train(records)
    path = tmp_path_factory.mktemp("explained") / "built.duckdb"
    return model["settings"], write(path, records, score(records, rules, model), model)


@pytest.fixture
def database(settings_and_database, tmp_path):
    """A copy, to be changed."""
    return shutil.copy(settings_and_database[1], tmp_path / "built.duckdb")


class Tags(HTMLParser):
    """Counts a page's tags, and keeps what they refer to."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.references = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.references += [
            value for name, value in attributes if name in ("src", "href", "srcset")
        ]


def charts(page):
    """Return the values of each chart of a page, by its name."""
    found = re.findall(r'vegaEmbed\("#(\w+)", (\{.*\}), \{"actions"', page)
    return {name: json.loads(chart)["data"]["values"] for name, chart in found}


class TestTheModel:
    def test_is_told_as_it_was_learnt(self, settings_and_database):
        settings, path = settings_and_database
        model = linkage_model(path)
        prior = settings["probability_two_random_records_match"]
        assert model.number == 3
        assert model.learnt_from == model.records == 200
        assert model.matching_share == prior
        assert model.starting_weight == pytest.approx(math.log2(prior / (1 - prior)))
        learnt = [
            (comparison["output_column_name"], level["m_probability"])
            for comparison in settings["comparisons"]
            for level in comparison["comparison_levels"]
            if not level.get("is_null_level")
        ]
        told = [(level.comparison, level.among_one_person) for level in model.levels]
        assert told == learnt
        for level in model.levels:
            odds = level.among_one_person / level.among_strangers
            assert level.weight == pytest.approx(math.log2(odds))
        rare = {level.comparison for level in model.levels if level.is_rare_worth_more}
        assert "email" in rare
        assert "birth_date" not in rare

    def test_what_came_of_it_is_counted(self, settings_and_database):
        model = linkage_model(settings_and_database[1])
        assert model.least_weight == -0.5
        assert (model.expected_precision, model.expected_recall) == (0.98, 0.97)
        links = dict(model.links)
        assert links["same_email"] == 1
        assert links["probability"] >= 95
        assert model.links_cut == [("others_of_the_cluster", 2)]

    def test_its_page_needs_nothing_but_itself(self, settings_and_database):
        page = model_page(linkage_model(settings_and_database[1]))
        read = Tags(page)
        assert read.references == []
        assert "link" not in read.tags
        assert "default-src 'none'" in page
        assert set(charts(page)) == {"weights", "shares"}
        # Three libraries, and a script for each chart.
        assert read.tags.count("script") == 5

    def test_its_page_tells_each_level_of_each_comparison(self, settings_and_database):
        model = linkage_model(settings_and_database[1])
        page = model_page(model)
        assert len(charts(page)["weights"]) == len(model.levels) + 1
        for level in model.levels:
            assert f"<td>{level.label}</td>" in page
            assert f'<td class="number">{level.weight:+.2f}</td>' in page
        assert "between them is\n-0.5 or more" in page
        assert "98.0% of the links are right" in page


class TestAPair:
    def test_weighs_what_it_weighed_when_it_was_linked(self, settings_and_database):
        path = settings_and_database[1]
        with duckdb.connect(str(path), read_only=True) as connection:
            pairs = connection.execute(
                "select record_id_l, record_id_r, match_weight "
                "from intermediate.int_identity_pairs_scored order by 1, 2 limit 3"
            ).fetchall()
        for left, right, weight in pairs:
            for one, other in ((left, right), (right, left)):
                pair = why_linked(path, one, other)
                assert (pair.record_id_l, pair.record_id_r) == (left, right)
                assert pair.weight == pytest.approx(weight, abs=0.001)
                told = sum(each.weight for each in pair.evidence)
                assert told == pytest.approx(pair.weight)

    def test_says_how_its_values_are(self, settings_and_database):
        found = {
            each.comparison: each
            for each in why_linked(
                settings_and_database[1], "0007-0", "0007-1"
            ).evidence
        }
        name = found["first_name"]
        assert name.left[:-1] == name.right
        assert name.finding in ("Nearly the same", "Alike")
        assert found["birth_date"].finding == "The same"
        assert found["email"].finding == "Not known"
        assert found["email"].weight == 0
        assert re.fullmatch(r"\d\d000 ville \d+", found["place"].left)

    @pytest.mark.parametrize("city", ["ville {}", "ville {} {}"])
    def test_of_one_place_is_likelier_by_how_rare_that_is(self, tmp_path, city):
        """Whether a postal code has one city or several, both are counted together."""
        rows = people(150)
        for row in rows:
            row["city"] = city.format(row["postal_code"], row["phone"][-1])
        places = [(row["postal_code"], row["city"]) for row in rows]
        one = next(row for row in rows if row["record_id"] == "0007-0")
        share = places.count((one["postal_code"], one["city"])) / len(places)
        records = table(rows)
        model = train(records)
        pairs = score(records, NO_RULES, model)
        path = write(tmp_path / "places.duckdb", records, pairs, model)
        *_, place, frequency = why_linked(path, "0007-0", "0007-1").evidence
        assert place.finding == "The same postal code and city"
        among_one_person = model["settings"]["comparisons"][-1]["comparison_levels"][1]
        weight = math.log2(among_one_person["m_probability"] / share)
        assert place.weight + frequency.weight == pytest.approx(weight)

    @pytest.mark.parametrize(
        ("changes", "verdict"),
        [
            ("joining_weight = 12", "One person, by probability; .* join at 12.00. "),
            ("rule = 'same_email'", "One person, by the rule same_email; "),
            (
                "match_weight = -3, joining_weight = 1",
                "One person, because other records connect them; .* its weight was -3",
            ),
            (
                "joining_weight = -2",
                "Two people: the average weight .* clusters is -2.00. ",
            ),
            (
                "joining_weight = -1e6, contradiction = 'two genders and first names'",
                "Two people, because there are two genders and first names. ",
            ),
            ("record_id_r = 'x'", "Two people: neither a rule nor likely pairs"),
        ],
    )
    def test_has_a_verdict(self, database, changes, verdict):
        with duckdb.connect(str(database)) as connection:
            connection.execute(
                f"update intermediate.int_identity_pairs_scored set {changes} "
                "where record_id_l = '0007-0' and record_id_r = '0007-1'"
            )
        assert re.match(verdict, why_linked(database, "0007-1", "0007-0").verdict)

    def test_that_weighs_as_it_did_does_not_tell_of_then(self, settings_and_database):
        pair = why_linked(settings_and_database[1], "0007-0", "0007-1")
        assert "When this pair was compared" not in pair.verdict

    def test_its_page_shows_values_as_text(self, settings_and_database):
        pair = why_linked(settings_and_database[1], "0000-0", "0000-1")
        page = pair_page(pair)
        assert "<td>&lt;script&gt;alert(1)&lt;/script&gt;</td>" in page
        assert "alert(1)</script>" not in page
        assert Tags(page).references == []
        bars = charts(page)["waterfall"]
        assert bars[-1]["log2_bayes_factor"] == pair.weight
        assert {bar["value_l"] for bar in bars} == {""}


class TestTheCommands:
    def test_match_weights_writes_a_page(self, database, tmp_path):
        out = tmp_path / "weights.html"
        printed = strata("match-weights", "--database", database, "--out", out)
        assert printed == f"{out}: open it in a browser\n"
        assert out.read_text().startswith("<!DOCTYPE html>")

    def test_why_linked_prints_what_its_page_shows(self, database, tmp_path):
        pair = ("why-linked", "0005-0", "0005-1", "--database", database)
        lines = strata(*pair).splitlines()
        assert lines[0].startswith("0005-0 and 0005-1 are treated as one person. ")
        assert lines[2].startswith("One person, by the rule same_email; ")
        assert lines[4].split() == ["compared", "0005-0", "0005-1", "weight"]
        assert lines[-1].startswith("together ")
        out = tmp_path / "pair.html"
        strata(*pair, "--out", out)
        page = out.read_text()
        for line in lines[4:]:
            assert line.split()[-1] in page
        shown = json.loads(strata(*pair, "--json"))
        assert shown["answer"] == lines[0]
        assert len(shown["evidence"]) == len(lines) - 5

    def test_why_linked_answers_in_words(self, database):
        with duckdb.connect(str(database)) as connection:
            connection.execute(
                "update intermediate.int_identity_records set "
                "email = 'ana@example.org', email_name = 'ana', gender = 'f' "
                "where record_id in ('0005-0', '0005-1');"
                "update intermediate.int_identity_records set first_name = 'zoe' "
                "where record_id = '0005-1'"
            )
        pair = ("why-linked", "0005-0", "0005-1", "--database", database)
        answer = strata(*pair).splitlines()[0]
        supporting, opposing = answer.split("For two people: ")
        assert "e-mail: the same (ana@example.org)" in supporting
        assert "first name: different (" in opposing
        assert answer.endswith("the next run decides again.")

    def test_a_file_is_replaced_only_where_that_is_asked_for(self, database, tmp_path):
        out = tmp_path / "mine.html"
        out.write_text("mine")
        command = ("match-weights", "--database", database, "--out", out)
        message = strata(*command, exit_code=1)
        assert f"{out} is there already" in message
        assert out.read_text() == "mine"
        strata(*command, "--overwrite")
        assert "Match weights" in out.read_text()

    def test_a_folder_that_is_not_there(self, database, tmp_path):
        out = tmp_path / "nowhere" / "pair.html"
        command = ("why-linked", "0005-0", "0005-1", "--out", out)
        message = strata(*command, "--database", database, exit_code=1)
        assert f"{out} cannot be written: No such file or directory" in message

    def test_a_record_that_is_not_there(self, database):
        command = ("why-linked", "0005-0", "crm_contacts:none", "--database", database)
        message = strata(*command, exit_code=1)
        assert "There is no record crm_contacts:none" in message

    def test_one_record_twice(self, database):
        command = ("why-linked", "0005-0", "0005-0", "--database", database)
        assert "named twice" in strata(*command, exit_code=1)

    @pytest.mark.parametrize(
        "change",
        [
            """update int_identity_models set model = '{"settings": null}'""",
            "delete from int_identity_models",
        ],
    )
    def test_where_nothing_was_learnt(self, database, tmp_path, change):
        with duckdb.connect(str(database)) as connection:
            connection.execute("use intermediate")
            connection.execute(change)
        out = tmp_path / "weights.html"
        command = ("match-weights", "--database", database, "--out", out)
        assert "There is no linkage model" in strata(*command, exit_code=1)
        assert not out.exists()
        with pytest.raises(DatabaseError, match="no linkage model"):
            why_linked(database, "0005-0", "0005-1")

    def test_where_no_people_were_linked_yet(self, database):
        with duckdb.connect(str(database)) as connection:
            connection.execute("drop table intermediate.int_identity_models")
        for command in (("match-weights",), ("why-linked", "0005-0", "0005-1")):
            message = strata(*command, "--database", database, exit_code=1)
            assert f"{database} is not a complete build" in message


def test_a_model_of_hardly_any_records_is_told(tmp_path):
    """No training rule has pairs, and most columns are empty."""
    rows = [
        dict.fromkeys(row) | {key: row[key] for key in ("record_id", "phone")}
        for row in people(3)
    ]
    records = table(rows)
    model = train(records)
    pairs = score(records, NO_RULES, model)
    path = write(tmp_path / "few.duckdb", records, pairs, model)
    assert {level.comparison for level in linkage_model(path).levels} == {"phone"}
    assert why_linked(path, "0000-0", "0000-1").evidence[1].finding == "The same"
