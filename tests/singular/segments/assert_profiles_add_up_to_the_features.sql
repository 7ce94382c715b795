-- The segments of each scheme add up to all customers and all their revenue.
with

features as (
    select
        as_of_date,
        count(*) as customers,
        sum(net_revenue) as net_revenue,
        sum(order_value_365d) as order_value_365d,
        sum(order_count_365d) as order_count_365d,
    from {{ ref('int_customer_features') }}
    group by as_of_date
),

profiles as (
    select
        as_of_date,
        scheme,
        sum(customers) as customers,
        sum(net_revenue) as net_revenue,
        sum(order_value_365d) as order_value_365d,
        sum(order_count_365d) as order_count_365d,
    from {{ ref('fct_segment_profiles') }}
    where entity = 'customer'
    group by as_of_date, scheme
)

select
    coalesce(features.as_of_date, profiles.as_of_date) as as_of_date,
    profiles.scheme,
    features.customers,
    profiles.customers as profiled_customers,
    features.net_revenue,
    profiles.net_revenue as profiled_net_revenue,
from features
full join profiles on features.as_of_date = profiles.as_of_date
where
    features.customers is distinct from profiles.customers
    or features.net_revenue is distinct from profiles.net_revenue
    or features.order_value_365d is distinct from profiles.order_value_365d
    or features.order_count_365d is distinct from profiles.order_count_365d
