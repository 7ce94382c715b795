{#-
    Every customer known at a date has a segment of each scheme and nobody has two:
    as many rows as there are features. That no customer stands twice is the unique
    test of int_customer_segments, whose columns the schemes are.
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
        count(segment_id) as customers,
    from {{ model }}
    group by as_of_date, scheme
)

select
    expected.as_of_date,
    found.scheme,
    found.customers,
    expected.customers as expected_customers,
from expected
full join found on expected.as_of_date = found.as_of_date
where expected.customers is distinct from found.customers

{% endtest %}
