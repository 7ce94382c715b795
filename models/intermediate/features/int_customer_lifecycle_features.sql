with

dates as (
    select
        as_of_date,
        as_of_at,
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

customers as (
    select
        customer_id,
        known_at,
    from {{ ref('int_customers_known') }}
    where is_profiled
),

features as (
    select
        dates.as_of_date,
        customers.customer_id,
        date_diff('second', customers.known_at, dates.as_of_at) / 86400.0
            as days_known,
    from customers
    inner join dates on customers.known_at < dates.as_of_at
)

select * from features
