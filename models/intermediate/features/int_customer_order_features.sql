with

dates as (
    select
        as_of_date,
        as_of_at,
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

-- What was known before the date: an order cancelled later still stands.
known_orders as (
    select
        dates.as_of_date,
        orders.customer_id,
        orders.ordered_at,
        orders.is_purchase,
        orders.is_online,
        orders.is_discounted,
        orders.net_revenue,
        orders.order_value,
        date_diff('second', orders.ordered_at, dates.as_of_at) as seconds_ago,
        orders.ordered_at >= dates.as_of_at - interval 90 days as is_in_90d,
        orders.ordered_at >= dates.as_of_at - interval 365 days as is_in_365d,
        orders.ordered_at >= dates.as_of_at - interval 730 days as is_in_730d,
    from {{ ref('int_orders_valued') }} as orders
    cross join dates
    where
        orders.ordered_at < dates.as_of_at
        and (orders.voided_at is null or orders.voided_at >= dates.as_of_at)
),

aggregated as (
    select
        as_of_date,
        customer_id,
        count(*) filter (is_purchase) as order_count,
        count(*) filter (is_purchase and is_in_90d) as order_count_90d,
        count(*) filter (is_purchase and is_in_365d) as order_count_365d,
        count(*) filter (is_purchase and is_in_730d) as order_count_730d,
        sum(net_revenue) as net_revenue,
        sum(net_revenue) filter (is_in_90d) as net_revenue_90d,
        sum(net_revenue) filter (is_in_365d) as net_revenue_365d,
        sum(net_revenue) filter (is_in_730d) as net_revenue_730d,
        sum(net_revenue) filter (is_purchase and is_in_730d)
            as purchase_revenue_730d,
        sum(order_value) as order_value,
        sum(order_value) filter (is_in_365d) as order_value_365d,
        -- An unknown channel is neither online nor not.
        count(is_online) filter (is_purchase and is_in_730d)
            as known_channel_count_730d,
        count(*) filter (is_purchase and is_online and is_in_730d)
            as online_order_count_730d,
        count(is_discounted) filter (is_purchase and is_in_730d)
            as known_discount_count_730d,
        count(*) filter (is_purchase and is_discounted and is_in_730d)
            as discounted_order_count_730d,
        min(seconds_ago) filter (is_purchase) / 86400.0
            as days_since_last_order,
        max(seconds_ago) filter (is_purchase) / 86400.0
            as days_since_first_order,
    from known_orders
    group by as_of_date, customer_id
),

-- A sum of decimals comes out as wide as can be: 18 digits are enough for one.
features as (
    select
        * replace (
            cast(net_revenue as decimal(18, 4)) as net_revenue,
            cast(net_revenue_90d as decimal(18, 4)) as net_revenue_90d,
            cast(net_revenue_365d as decimal(18, 4)) as net_revenue_365d,
            cast(net_revenue_730d as decimal(18, 4)) as net_revenue_730d,
            cast(order_value as decimal(18, 4)) as order_value,
            cast(order_value_365d as decimal(18, 4)) as order_value_365d
        ),
    from aggregated
)

select * from features
