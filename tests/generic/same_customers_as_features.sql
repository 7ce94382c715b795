{#- Every customer known at a date is there, and nobody else. -#}
{% test same_customers_as_features(model) %}

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
        count(*) as customers,
    from {{ model }}
    group by as_of_date
)

select
    expected.as_of_date,
    found.customers,
    expected.customers as expected_customers,
from expected
full join found on expected.as_of_date = found.as_of_date
where expected.customers is distinct from found.customers

{% endtest %}
