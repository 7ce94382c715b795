"""The macros that look at the vars of a run."""

import duckdb
import pytest
from rendered_macros import macros_of


@pytest.mark.parametrize(
    ("value", "allowed"),
    [("true", True), ("True", True), (True, True), ("", False), (False, False)],
)
def test_loss_is_allowed_by_one_word_only(value, allowed):
    given = []
    macros = macros_of(
        "run_start",
        "loss_is_allowed",
        var={"allow_loss": value}.__getitem__,
        # `return` renders as text in plain Jinja; what it was given counts.
        **{"return": given.append},
    )
    macros.loss_is_allowed()
    assert given == [allowed]


@pytest.fixture
def temporary():
    """A database with what dbt leaves behind, and with names that look like it."""
    with duckdb.connect() as connection:
        connection.execute("""
            create schema staging;
            create table phones__dbt_tmp20260131100000000000 as select 1 as a;
            create table staging.phones__dbt_backup as select 1 as a;
            create view staging.orders__dbt_tmp as select 1 as a;
            create table phones as select 1 as a;
            create table phones__dbt_tmp_mine as select 1 as a;
            create table other__dbt_tmp as select 1 as a;
            create table __dbt_tmp as select 1 as a;
            create temporary table orders__dbt_tmp1 as select 1 as a;
        """)
        yield connection


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (
            ["orders", "phones"],
            [
                'table "main"."phones__dbt_tmp20260131100000000000"',
                'table "staging"."phones__dbt_backup"',
                'view "staging"."orders__dbt_tmp"',
            ],
        ),
        (["orders"], ['view "staging"."orders__dbt_tmp"']),
        (["dbt_tmp"], []),
        ([], []),
    ],
)
def test_temporary_relations_are_those_of_the_nodes(temporary, names, found):
    macros = macros_of("run_start", "leftover_relations")
    rows = temporary.sql(macros.leftover_relations(names)).fetchall()
    assert [relation for (relation,) in rows] == found


def test_a_var_in_sql_is_a_text_whatever_it_holds():
    macros = macros_of("run_start", "text_of_var", var={"zone": " x' || '"}.__getitem__)
    text = macros.text_of_var("zone")
    assert duckdb.sql(f"select {text}").fetchone() == ("x' || '",)
