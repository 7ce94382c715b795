{#-
    Every customer known at a date is there once, and nobody else: as many rows, of
    the same sum of hashes.
-#}
{% test same_customers_as_features(model) %}

with

expected as (
    select
        as_of_date,
        count(*) as row_count,
        sum(hash(customer_id)) as customers,
    from {{ ref('fct_customer_features') }}
    group by as_of_date
),

found as (
    select
        as_of_date,
        count(*) as row_count,
        sum(hash(customer_id)) as customers,
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
    or expected.customers is distinct from found.customers

{% endtest %}
