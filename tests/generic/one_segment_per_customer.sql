{#-
    Every customer known at a date has exactly one segment of each scheme: as many
    customers as rows, and as many as there are features of.
-#}
{% test one_segment_per_customer(model) %}

with

expected as (
    select
        as_of_date,
        count(*) as customers,
    from {{ ref('fct_customer_features') }}
    group by as_of_date
),

found as (
    select
        as_of_date,
        scheme,
        count(*) as row_count,
        count(distinct customer_id) as customers,
    from {{ model }}
    group by as_of_date, scheme
)

select
    found.*,
    expected.customers as expected_customers,
from expected
full join found on expected.as_of_date = found.as_of_date
where
    expected.customers is distinct from found.customers
    or expected.customers is distinct from found.row_count

{% endtest %}
