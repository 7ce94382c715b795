{#-
    Every individual of a date has exactly one row, and there are no others: the
    number of rows and the sum of hashes are equal.
-#}
{% test same_entities_as_features(model, features, key) %}

with

expected as (
    select
        as_of_date,
        count(*) as row_count,
        sum(hash({{ key }})) as entities,
    from {{ features }}
    group by as_of_date
),

found as (
    select
        as_of_date,
        count(*) as row_count,
        sum(hash({{ key }})) as entities,
    from {{ model }}
    group by as_of_date
)

select
    coalesce(expected.as_of_date, found.as_of_date) as as_of_date,
    expected.row_count as expected_rows,
    found.row_count as found_rows,
from expected
full join found on expected.as_of_date = found.as_of_date
where
    expected.row_count is distinct from found.row_count
    or expected.entities is distinct from found.entities

{% endtest %}
