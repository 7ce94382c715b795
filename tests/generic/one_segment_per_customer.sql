{#-
    Every customer known at a date has exactly one segment of each scheme, and
    nobody else has any. Counts and sums of hashes are compared: two customers are
    never told apart one by one, which would cost far more.
-#}
{% test one_segment_per_customer(model) %}

with

schemes as (
    select distinct scheme
    from {{ ref('dim_segments') }}
),

known_customers as (
    select
        as_of_date,
        count(*) as row_count,
        sum(hash(customer_id)) as customers,
    from {{ ref('fct_customer_features') }}
    group by as_of_date
),

expected as (
    select
        known_customers.*,
        schemes.scheme,
    from known_customers
    cross join schemes
),

found as (
    select
        as_of_date,
        scheme,
        count(*) as row_count,
        sum(hash(customer_id)) as customers,
    from {{ model }}
    group by as_of_date, scheme
)

select
    coalesce(expected.as_of_date, found.as_of_date) as as_of_date,
    coalesce(expected.scheme, found.scheme) as scheme,
    expected.row_count as expected_rows,
    found.row_count as found_rows,
from expected
full join found
    on
        expected.as_of_date = found.as_of_date
        and expected.scheme = found.scheme
where
    expected.row_count is distinct from found.row_count
    or expected.customers is distinct from found.customers

{% endtest %}
