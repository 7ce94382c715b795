-- At the scoring date, exactly the customers in dim_customers who do not object
-- to profiling have features.
with

known as (
    select
        count(*) as customers,
        sum(hash(customers.customer_id)) as ids,
    from {{ ref('dim_customers') }} as customers
    inner join {{ ref('int_customers_known') }} as known
        on customers.customer_id = known.customer_id
    where known.is_profiled
),

found as (
    select
        count(*) as customers,
        sum(hash(features.customer_id)) as ids,
    from {{ ref('int_customer_features') }} as features
    inner join {{ ref('int_as_of_dates') }} as dates
        on
            features.as_of_date = dates.as_of_date
            and dates.is_scoring_date
)

select
    known.customers as known_customers,
    found.customers as found_customers,
from known
cross join found
where
    known.customers is distinct from found.customers
    or known.ids is distinct from found.ids
