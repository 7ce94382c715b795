-- Who was known before the scoring date is in dim_customers and has features at
-- that date, and nobody else has.
with

dates as (
    select
        as_of_date,
        as_of_at,
        is_scoring_date,
    from {{ ref('int_as_of_dates') }}
),

known as (
    select
        dates.as_of_date,
        count(*) as customers,
        sum(hash(customers.customer_id)) as ids,
    from {{ ref('int_customers_merged') }} as customers
    inner join {{ ref('dim_customers') }} as described
        on customers.customer_id = described.customer_id
    inner join dates
        on
            customers.known_at < dates.as_of_at
            and dates.is_scoring_date
    group by dates.as_of_date
),

found as (
    select
        features.as_of_date,
        count(*) as customers,
        sum(hash(features.customer_id)) as ids,
    from {{ ref('fct_customer_features') }} as features
    inner join dates
        on
            features.as_of_date = dates.as_of_date
            and dates.is_scoring_date
    group by features.as_of_date
)

select
    coalesce(known.as_of_date, found.as_of_date) as as_of_date,
    known.customers as known_customers,
    found.customers as found_customers,
from known
full join found on known.as_of_date = found.as_of_date
where
    known.customers is distinct from found.customers
    or known.ids is distinct from found.ids
