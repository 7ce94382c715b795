"""Each rule of portable SQL finds its violation, and accepts the portable form."""

import pytest
from rules.portable_sql import RULES, Model, carried_functions, spark_functions

BAD = {
    "is_translated": [
        "select max(x, 3) from t",
        "select json_object('value', value, 'a', a) from t",
        "select (a from t",
    ],
    "functions_are_in_spark": [
        "select list_zip(a, b) from t",
        "select bar(a, 1, 10, 80) from t",
        "select date_bin_of_mine(a) from t",
    ],
    "types_are_in_spark": ["select a::ubigint from t", "select cast(a as time) from t"],
    "no_hash": ["select hash(a) from t", "select bit_xor(hash(t)) from t"],
    "no_infinity_past_staging": [
        "select timestamp 'infinity' from t",
        "select '-infinity'::date from t",
        "select a from t where isfinite(a)",
    ],
    "no_catalogue": [
        "select * from information_schema.tables",
        "select * from duckdb_tables()",
        "select * from pragma_table_info('t')",
    ],
    "no_aggregate_in_recursion": [
        "with recursive r as (select 1 as n union all select max(n) + 1 from r)"
        " select * from r",
    ],
    "struct_fields_are_named": [
        "select unnest(person), a from t",
        "select unnest({'a': 1, 'b': 2})",
        "select struct_insert(person, b := 1) from t",
        "select struct_extract(person, 1) from t",
        "select row(1, 2) from t",
    ],
    "lists_are_no_tables": [
        "select n from range(1, 5) as numbers(n)",
        "select * from t cross join generate_series(1, 5) as numbers(n)",
    ],
    "no_negative_index": ["select l[-1] from t", "select l[2:-2] from t"],
    "slices_have_both_ends": ["select l[2:] from t", "select l[:2] from t"],
    "divisors_are_not_zero": [
        "select a / b from t",
        "select a // b from t",
        "select a % b::integer from t",
        "select a / 0.0 from t",
        "select a / (b + 1) from t",
    ],
    "regular_expressions_are_literals": [
        "select regexp_matches(a, b) from t",
        "select regexp_replace(a, 'x', 'y', options) from t",
        "select regexp_extract(a, '[[:alpha:]]+') from t",
        "select regexp_replace(a, '(?P<x>y)', '') from t",
        "select regexp_matches(a, 'x(?=y)') from t",
        "select regexp_split_to_array(a, b) from t",
    ],
    "quantiles_are_written_out": [
        "select quantile_cont(a, list_transform(range(1, 5), lambda n: n / 5)) from t",
        "select quantile_cont(a, q) from t",
    ],
    "no_comprehensions": ["select [x + 1 for x in l if x > 1] from t"],
    "no_alias_is_a_column": [
        "select rules.a, t.rules from t cross join rules",
        "select hash(t) from t",
    ],
}
GOOD = """
with recursive

numbers as (
    select 1 as number
    union all
    select number + 1 from numbers where number < 9
),

unnested as (
    select
        events.event_id,
        unnest(events.labels) as label,
        split_part(unnest(events.labels), ':', 1) as kind,
        unnest(range(1, 5)) as place,
        events.person.email,
        {'email': events.person.email, 'phone': null} as contact,
    from events
),

measured as (
    select
        label,
        count(*) as label_count,
        sum(amount) / nullif(count(*), 0) as mean_amount,
        sum(amount) / 86400 as amount_per_second,
        quantile_cont(amount, [0.25, 0.5]) as quartiles,
        md5(concat_ws('|', label, kind)) as label_hash,
        regexp_replace(label, '^(\\d{1,2})[/.-](\\w+)$', '\\2', 'g') as short_label,
        list_filter(labels, lambda one: one <> 'infinity or so') as some_labels,
        labels[2:len(labels)] as other_labels,
        labels[1] as first_label,
        epoch_us(happened_at) as happened_us,
        left(label, 2) as prefix,
    from unnested
    where label in (select unnest(['a', 'b']))
    group by all
)

select measured.* from measured
inner join numbers on measured.label_count = numbers.number
"""


def found(rule, sql, **arguments):
    return rule.violations([Model("planted", sql, **arguments)])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_finds_what_it_is_for(rule):
    for sql in BAD[rule.name]:
        assert found(rule, sql), sql


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_lets_portable_sql_pass(rule):
    assert found(rule, GOOD) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_says_why_and_what_else(rule):
    assert rule.why
    assert rule.instead


def test_staging_may_name_infinity():
    (rule,) = (rule for rule in RULES if rule.name == "no_infinity_past_staging")
    assert (
        found(rule, "select nullif(a, 'infinity') as a from t", is_staging=True) == []
    )


def test_functions_that_spark_has_are_not_listed_as_carried_but_under_their_meaning():
    """`date_sub` has another meaning in Spark; `bit_count` sqlglot does not know."""
    assert carried_functions() & spark_functions() == {"bit_count", "date_sub"}
