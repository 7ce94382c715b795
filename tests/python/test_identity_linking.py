"""Records of one person are linked; those of strangers are not, even with shared
values."""

import duckdb
import pyarrow as pa
import pytest
from identity_records import NO_RULES, people, table

from strata.identity import changes, engine
from strata.identity.comparing import AGREEING_LEVELS, COLUMNS, COMPARISONS
from strata.identity.scoring import PAIRS, score, score_new
from strata.identity.training import is_due, train


def linked(rows, rules=NO_RULES, least=0.0, **options):
    records = table(rows)
    pairs = score(records, rules, train(records, **options), **options).to_pylist()
    return {
        (pair["record_id_l"], pair["record_id_r"])
        for pair in pairs
        if pair["joining_weight"] >= least
    }


def linked_anew(rows, is_new, rules, model, kept):
    """Return the pairs of records of which some are new; the rest is in `kept`."""
    with duckdb.connect() as session:
        session.register("given", table(rows).append_column("is_new", [is_new]))
        session.execute("create temp table theirs as select 1 as number")
        session.register("said", rules)
        given, said = session.table("given"), session.table("said")
        pairs = score_new(session, given, said, model, kept)
        left = {name for (name,) in session.sql("show tables").fetchall()}
        assert left == {"given", "said", "theirs"}
        return pairs


def test_every_comparison_says_which_of_its_levels_agree():
    assert set(AGREEING_LEVELS) == set(COMPARISONS)


def test_two_records_of_a_person_are_linked_and_no_others():
    rows = people(300)
    found = linked(rows)
    expected = {(f"{person:04d}-0", f"{person:04d}-1") for person in range(300)}
    assert len(found & expected) >= 297
    assert len(found - expected) <= 1


def test_the_same_at_any_number_of_threads_and_in_any_order():
    rows = people(200)
    records, backwards = table(rows), table(rows[::-1])
    once = score(records, NO_RULES, train(records, threads=1), threads=1)
    again = score(backwards, NO_RULES, train(backwards, threads=4), threads=4)
    assert once.equals(again)


def test_swapped_names_are_found():
    rows = people(300)
    for row in rows:
        if row["record_id"].endswith("-1") and row["record_id"] < "0040":
            row["first_name"], row["last_name"] = row["last_name"], row["first_name"]
    found = linked(rows)
    swapped = {(f"{person:04d}-0", f"{person:04d}-1") for person in range(40)}
    assert len(found & swapped) >= 38


def test_a_first_name_that_nine_in_ten_share_glues_nobody_together():
    rows = people(400, copies=1)
    for row in rows[40:]:
        row["first_name"] = "marie"
    assert len(linked(rows)) <= 2


def test_empty_and_missing_columns_are_left_out():
    rows = [
        dict.fromkeys(COLUMNS)
        | {k: row[k] for k in ("record_id", "last_name", "phone")}
        for row in people(50)
    ]
    found = linked(rows)
    assert ("0007-0", "0007-1") in found


@pytest.mark.parametrize("rows", [[], [dict.fromkeys(COLUMNS) | {"record_id": "a"}]])
def test_nothing_to_compare_makes_no_pairs(rows):
    records = table(rows)
    model = train(records)
    assert model["settings"] is None
    assert score(records, NO_RULES, model).equals(PAIRS.empty_table())


def test_a_rule_links_what_the_columns_leave_open_but_not_what_contradicts():
    rows = people(100, copies=1)
    by_id = {row["record_id"]: row for row in rows}
    by_id["0000-0"] |= {"first_name": "marie", "birth_date": "19500101"}
    by_id["0001-0"] |= {"first_name": "bruno", "birth_date": "19870623"}
    by_id["0002-0"] |= {"first_name": "zoe", "birth_date": None}
    by_id["0003-0"] |= {"first_name": "zoe", "birth_date": None}
    rules = pa.table(
        {
            "record_id_l": ["0001-0", "0002-0"],
            "record_id_r": ["0000-0", "0003-0"],
            "rule": ["same_email", "same_email"],
        }
    )
    records = table(rows)
    pairs = {
        (pair["record_id_l"], pair["record_id_r"]): pair
        for pair in score(records, rules, train(records)).to_pylist()
    }
    together, apart = pairs["0002-0", "0003-0"], pairs["0000-0", "0001-0"]
    assert together["rule"] == apart["rule"] == "same_email"
    assert together["joining_weight"] > 10
    assert apart["contradiction"] == "two birth dates and first names"
    assert apart["joining_weight"] < -100


def test_a_pair_says_in_what_it_agrees():
    records = table(people(200))
    pairs = score(records, NO_RULES, train(records)).to_pylist()
    (pair,) = [
        p
        for p in pairs
        if p["record_id_l"] == "0009-0" and p["record_id_r"] == "0009-1"
    ]
    assert {"last_name", "birth_date", "phone", "address", "place"} <= set(
        pair["agreed"]
    )
    assert "email" not in pair["agreed"]


@pytest.mark.parametrize(
    ("names", "genders", "contradiction"),
    [
        (("jean", "jeanne"), ("m", "f"), "two genders and first names"),
        (("jean", "jeanne"), ("m", None), None),
        (("dominique", "dominique"), ("m", "f"), None),
        ((None, "jeanne"), ("m", "f"), None),
    ],
)
def test_a_couple_of_nearly_one_name_is_two(names, genders, contradiction):
    """Even if too few records have a gender for comparisons."""
    rows = people(100, copies=1)
    couple = [row for row in rows if row["record_id"] in ("0000-0", "0001-0")]
    for row, name, gender in zip(couple, names, genders, strict=True):
        row |= couple[0] | {
            "record_id": row["record_id"],
            "first_name": name,
            "gender": gender,
            "birth_date": None,
        }
    records = table(rows)
    pairs = score(records, NO_RULES, train(records)).to_pylist()
    (pair,) = [pair for pair in pairs if pair["record_id_l"] == "0000-0"]
    assert pair["contradiction"] == contradiction
    assert (pair["joining_weight"] > 0) == (contradiction is None)


def with_sirens(rows, **sirens):
    """Return the records' table, some of them with the SIREN of their company."""
    values = [sirens.get(f"r{row['record_id'].replace('-', '_')}") for row in rows]
    return table(rows).append_column("siren", pa.array(values, pa.string()))


class TestTwoCompanies:
    rows = people(300)
    model = train(table(rows))

    def joined(self, rows, **sirens):
        pairs = score(with_sirens(rows, **sirens), NO_RULES, self.model).to_pylist()
        (pair,) = [pair for pair in pairs if pair["record_id_l"] == "0007-0"]
        return pair["joining_weight"] > 0, pair["contradiction"]

    def without_phone(self):
        return [
            row | {"phone": None} if row["record_id"] == "0007-1" else row
            for row in self.rows
        ]

    def test_at_two_companies_are_two_people(self):
        rows = self.without_phone()
        assert self.joined(rows) == (True, None)
        assert self.joined(rows, r0007_0="1") == (True, None)
        assert self.joined(rows, r0007_0="1", r0007_1="1") == (True, None)
        assert self.joined(rows, r0007_0="1", r0007_1="2") == (False, "two SIREN")

    def test_who_keeps_the_phone_changed_the_company(self):
        assert self.joined(self.rows, r0007_0="1", r0007_1="2") == (True, None)


class TestNewRecords:
    """Linking new records to kept pairs equals linking all records at once."""

    rows = people(300)
    model = train(table(rows))

    def after(self, kept_rows, rows, rules=NO_RULES):
        """Return the pairs of `kept_rows`, and those of `rows` added to them."""
        kept = score(table(kept_rows), rules, self.model)
        before = {row["record_id"]: row for row in kept_rows}
        is_new = [before.get(row["record_id"]) != row for row in rows]
        return kept, linked_anew(rows, is_new, rules, self.model, kept)

    def links(self, pairs):
        return {
            (pair["record_id_l"], pair["record_id_r"])
            for pair in pairs.to_pylist()
            if pair["joining_weight"] >= 0
        }

    @pytest.mark.parametrize(
        "kept",
        [
            pytest.param(lambda number: number % 100 != 0, id="one in a hundred new"),
            pytest.param(lambda number: number % 2 == 0, id="every second copy new"),
            pytest.param(lambda number: number < 0, id="all new"),
            pytest.param(lambda number: True, id="none new"),
        ],
    )
    def test_they_are_linked_as_if_all_were_linked_anew(self, kept):
        kept_rows = [row for n, row in enumerate(self.rows) if kept(n)]
        _, pairs = self.after(kept_rows, self.rows)
        whole = score(table(self.rows), NO_RULES, self.model)
        assert self.links(pairs) == self.links(whole)

    @pytest.mark.parametrize(
        "limits",
        [
            pytest.param({}, id="as it is"),
            pytest.param({"FEW_PAIRS": 0}, id="pairs as a table"),
            pytest.param({"MANY_VALUES": 0}, id="counting only what is asked for"),
        ],
    )
    def test_they_weigh_what_they_weigh_among_all(self, limits, monkeypatch):
        """Only some records are compared, but value frequencies are those of all."""
        for name, value in limits.items():
            monkeypatch.setattr(
                changes if name == "MANY_VALUES" else engine, name, value
            )
        kept_rows = [row for n, row in enumerate(self.rows) if n % 10]
        new = {row["record_id"] for row in self.rows[::10]}
        _, pairs = self.after(kept_rows, self.rows)
        monkeypatch.undo()
        whole = score(table(self.rows), NO_RULES, self.model)
        weights, expected = (
            {
                (row["record_id_l"], row["record_id_r"]): row["match_weight"]
                for row in found.to_pylist()
                if new & {row["record_id_l"], row["record_id_r"]}
            }
            for found in (pairs, whole)
        )
        assert len(weights) >= len(new)
        assert weights == expected

    def test_what_is_not_touched_stays_as_it_was(self):
        kept, pairs = self.after(self.rows[:-2], self.rows)
        before, after = (
            {(row["record_id_l"], row["record_id_r"]): row for row in found.to_pylist()}
            for found in (kept, pairs)
        )
        assert set(before) < set(after)
        assert all(after[pair] == row for pair, row in before.items())

    def test_a_lost_record_takes_its_links_with_it(self):
        rows = [row for row in self.rows if row["record_id"] != "0007-1"]
        _, pairs = self.after(self.rows, rows)
        assert self.links(pairs) == {
            pair
            for pair in self.links(score(table(self.rows), NO_RULES, self.model))
            if "0007-1" not in pair
        }

    def test_a_changed_record_goes_where_it_belongs_now(self):
        rows = [dict(row) for row in self.rows]
        other = next(row for row in self.rows if row["record_id"] == "0100-0")
        (moved,) = [row for row in rows if row["record_id"] == "0007-1"]
        moved |= {column: other[column] for column in COLUMNS}
        _, pairs = self.after(self.rows, rows)
        found = self.links(pairs)
        assert ("0007-0", "0007-1") not in found
        assert {("0007-1", "0100-0"), ("0007-1", "0100-1")} <= found

    def test_two_kept_components_become_one_by_a_record_between_them(self):
        """Their pairs with each other are compared, too, because a component has all
        pairs."""
        rules = pa.table(
            {
                "record_id_l": ["0003-0", "0004-0"],
                "record_id_r": ["x", "x"],
                "rule": ["same_email", "same_email"],
            }
        )
        new = dict.fromkeys(COLUMNS) | {"record_id": "x", "city": "ville 1"}
        _, pairs = self.after(self.rows, [*self.rows, new], rules)
        components = {}
        for pair in pairs.to_pylist():
            components.setdefault(pair["component"], set()).update(
                (pair["record_id_l"], pair["record_id_r"])
            )
        (joined,) = [members for members in components.values() if "x" in members]
        assert {"0003-0", "0003-1", "0004-0", "0004-1"} <= joined

    def test_a_rule_that_changes_without_its_records_counts(self):
        lone = dict.fromkeys(COLUMNS) | {"record_id": "x", "city": "ville 1"}
        rows = [*self.rows, lone]
        rules = pa.table(
            {"record_id_l": ["0003-0"], "record_id_r": ["x"], "rule": ["same_login"]}
        )
        kept = score(table(rows), NO_RULES, self.model)
        none_new = [False] * len(rows)
        ruled = linked_anew(rows, none_new, rules, self.model, kept)
        assert ("0003-0", "x") in self.links(ruled) - self.links(kept)
        assert self.links(ruled) == self.links(score(table(rows), rules, self.model))
        without = linked_anew(rows, none_new, NO_RULES, self.model, ruled)
        assert self.links(without) == self.links(kept)


def test_a_model_is_due_when_the_records_or_the_comparisons_changed():
    model = train(table(people(50)))
    assert model["records"] == 100
    assert is_due(None, 100)
    assert not is_due(model, 100)
    assert not is_due(model, 119)
    assert is_due(model, 121)
    assert is_due(model, 79)
    assert is_due(model | {"configuration": "of something else"}, 100)
