"""Customer ids are durable across new records, merges, splits and lost sources."""

from pathlib import Path

import duckdb
import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "models/intermediate/identity/customers"
MACROS = ROOT / "macros/identity"


def compiled(model, is_incremental):
    """Return a model's SQL for the first run or a later one."""
    macros = "\n".join(
        (MACROS / f"{name}.sql").read_text() for name in ("keyed_hash", "minted_id")
    )
    return jinja2.Template(macros + (MODELS / f"{model}.sql").read_text()).render(
        ref=lambda name: name,
        this="ids",
        customer_ids_before=lambda: "ids_before",
        is_incremental=lambda: is_incremental,
    )


class Ids:
    """The model, run by run, on clusters given as {record: (cluster, known day)}."""

    claims = compiled("int_customer_claims", True)
    first = compiled("int_customer_ids", False)
    later = compiled("int_customer_ids", True)

    def __init__(self, key="secret"):
        self.connection = duckdb.connect()
        self.connection.execute("set variable id_key = $1", [key])
        self.connection.execute(
            """
            create table int_person_records_standardised (
                record_id varchar, record_source varchar, record_key varchar,
                known_at timestamp
            );
            create table int_identity_clusters (record_id varchar, cluster_id varchar);
            create table int_records_erased (record_id varchar);
            create view ids_before as
            select '' as record_id, '' as customer_id, current_timestamp as anchored_at
            where false;
            create table int_scoring_date as select date '2025-01-01' as as_of_date;
            """
        )
        self.is_first = True

    def run(self, clusters, erased=()):
        """Run the model, write like dbt's incremental models, and return {record:
        id}."""
        execute = self.connection.execute
        execute("delete from int_records_erased")
        for record in erased:
            execute("insert into int_records_erased values ($1)", [record])
        execute("delete from int_person_records_standardised")
        execute("delete from int_identity_clusters")
        for record, (cluster, day) in clusters.items():
            execute(
                "insert into int_person_records_standardised "
                "values ($1, 'crm', $1, timestamp '2020-01-01' + to_days($2))",
                [record, day],
            )
            execute(
                "insert into int_identity_clusters values ($1, $2)", [record, cluster]
            )
        execute(f"create or replace table int_customer_claims as {self.claims}")
        if self.is_first:
            execute(f"create table ids as {self.first}")
        else:
            execute(f"create or replace temp table written as {self.later}")
            execute(
                "delete from ids where record_id in (select record_id from written)"
            )
            execute("insert into ids from written")
        execute("create or replace view ids_before as from ids")
        self.is_first = False
        return dict(
            execute(
                "select record_id, customer_id from ids where is_present"
            ).fetchall()
        )

    def changes(self):
        """Return the last change of each record that had one."""
        return self.connection.execute(
            "select record_id, change, previous_customer_id, customer_id, "
            "change_number from ids where change is not null order by all"
        ).fetchall()

    def anchors(self):
        """Return {customer: its anchors}."""
        return dict(
            self.connection.execute(
                "select customer_id, list(record_id) filter (anchored_at is not null) "
                "from ids group by all"
            ).fetchall()
        )


@pytest.fixture
def ids():
    return Ids()


def test_new_records_join_and_the_id_stays(ids):
    first = ids.run({"a": ("1", 10), "b": ("2", 0)})
    later = ids.run({"a": ("1", 10), "a2": ("1", 20), "b": ("2", 0)})
    assert later == first | {"a2": first["a"]}
    # Known before the anchor, but delivered too late to be one.
    later = ids.run({"a": ("0", 10), "a0": ("0", 1), "b": ("2", 0)})
    assert later == first | {"a0": first["a"]}
    assert ids.changes() == []
    assert ids.anchors()[first["a"]] == ["a"]


def test_of_two_customers_that_are_one_the_older_id_stays(ids):
    apart = {"a": ("1", 10), "b": ("2", 5), "b2": ("2", 30)}
    first = ids.run(apart)
    ids.run({record: ("1", day) for record, (_, day) in apart.items()})
    assert ids.run(apart | {"a": ("2", 10)}) == first | {"a": first["b"]}
    assert ids.changes() == [("a", "merged", first["a"], first["b"], 1)]
    # After the split, the record that had minted an id gets it back.
    assert ids.run(apart) == first
    assert ids.changes() == [("a", "split", first["b"], first["a"], 2)]


def test_of_customers_known_on_one_day_the_first_record_decides(ids):
    first = ids.run({"b": ("2", 5), "a": ("1", 5)})
    assert set(ids.run({"b": ("1", 5), "a": ("1", 5)}).values()) == {first["a"]}


def test_of_one_customer_that_is_two_the_anchor_keeps_the_id(ids):
    first = ids.run({"a": ("1", 10), "b": ("1", 5), "c": ("1", 20)})
    later = ids.run({"a": ("1", 10), "b": ("2", 5), "c": ("1", 20)})
    assert later["b"] == first["b"]
    assert later["a"] == later["c"] != first["a"]
    assert ids.anchors()[later["a"]] == ["a"]
    assert [(row[0], row[1]) for row in ids.changes()] == [
        ("a", "split"),
        ("c", "split"),
    ]


def test_a_record_that_moves_leaves_both_customers_their_ids(ids):
    first = ids.run({"a": ("1", 1), "b": ("1", 2), "c": ("2", 3)})
    later = ids.run({"a": ("1", 1), "b": ("2", 2), "c": ("2", 3)})
    assert later == first | {"b": first["c"]}
    assert ids.changes() == [("b", "moved", first["a"], first["c"], 1)]


def test_a_source_that_goes_and_comes_back_changes_no_id(ids):
    both = {"a": ("1", 1), "b": ("1", 2), "c": ("3", 3)}
    first = ids.run(both)
    assert ids.run({"b": ("1", 2)}) == {"b": first["b"]}
    assert ids.run({}) == {}
    assert ids.run({"a": ("1", 1)}) == {"a": first["a"]}
    assert ids.run(both) == first
    assert ids.changes() == []


def test_who_comes_back_alone_gets_an_id_of_their_own(ids):
    """The id stayed with the record that was always present."""
    first = ids.run({"a": ("1", 1), "b": ("1", 2)})
    ids.run({"b": ("1", 2)})
    later = ids.run({"a": ("1", 1), "b": ("2", 2)})
    assert later["b"] == first["b"]
    assert later["a"] != first["a"]
    # Its own first id now belongs to another customer, so it gets a new one and keeps
    # it.
    assert ids.run({"a": ("1", 1), "b": ("2", 2)}) == later


def test_a_lost_record_follows_its_customer_into_a_merger(ids):
    first = ids.run({"a": ("1", 1), "b": ("2", 2), "b2": ("2", 3)})
    merged = ids.run({"a": ("1", 1), "b": ("1", 2)})
    assert merged["b"] == first["a"]
    later = ids.run({"a": ("1", 1), "b": ("1", 2), "b2": ("1", 3)})
    assert set(later.values()) == {first["a"]}


def test_an_id_of_the_erased_is_nobodys_any_more(ids):
    """Even if one of its records turned out to belong to another person."""
    ids.run({"a": ("1", 1), "b": ("1", 2), "c": ("2", 3)})
    first = ids.run({"a": ("1", 1), "b": ("1", 2), "c": ("2", 3), "d": ("2", 4)})
    left = ids.run(
        {"a": ("1", 1), "b": ("3", 2), "c": ("2", 3), "d": ("2", 4)}, erased=["a"]
    )
    assert left.pop("b") not in {None, first["a"]}
    assert left == {"c": first["c"], "d": first["c"]}
    assert ids.changes() == []


def test_ids_need_the_key():
    clusters = {"a": ("1", 1)}
    assert Ids("one").run(clusters) == Ids("one").run(clusters)
    assert Ids("one").run(clusters) != Ids("other").run(clusters)


clusterings = st.dictionaries(
    st.sampled_from("abcdefg"),
    st.tuples(st.sampled_from("123"), st.integers(0, 3)),
    max_size=7,
)


@settings(max_examples=25, deadline=None)
@given(st.lists(clusterings, min_size=1, max_size=5))
def test_laws(runs):
    ids = Ids()
    before = {}
    for clusters in runs:
        known = set(ids.anchors()) if before else set()
        found = ids.run(clusters)
        # One id for each cluster and one cluster for each id.
        pairs = {(clusters[record][0], found[record]) for record in clusters}
        assert set(found) == set(clusters)
        assert len(pairs) == len({c for c, _ in pairs}) == len({i for _, i in pairs})
        # Each customer, including lost ones, has one anchor.
        assert all(len(anchors or []) == 1 for anchors in ids.anchors().values())
        # An id ends only if an older customer takes over the rest of its anchor.
        for customer in set(before.values()) - set(found.values()):
            left = {
                found[record]
                for record in before.keys() & found.keys()
                if before[record] == customer
            }
            assert not left or left & known
        assert ids.run(clusters) == found
        before = found
