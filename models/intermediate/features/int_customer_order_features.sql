with

-- Where each window begins is told once a date, not once an order.
dates as (
    select
        as_of_date,
        as_of_at,
        as_of_at - interval 90 days as begins_90d_at,
        as_of_at - interval 365 days as begins_365d_at,
        as_of_at - interval 730 days as begins_730d_at,
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
        orders.ordered_at >= dates.begins_90d_at as is_in_90d,
        orders.ordered_at >= dates.begins_365d_at as is_in_365d,
        orders.ordered_at >= dates.begins_730d_at as is_in_730d,
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
        min(ordered_at) filter (is_purchase) as first_ordered_at,
        max(ordered_at) filter (is_purchase) as last_ordered_at,
    from known_orders
    group by as_of_date, customer_id
),

-- A sum of decimals comes out as wide as can be: 18 digits are enough for one.
features as (
    select
        aggregated.* exclude (first_ordered_at, last_ordered_at) replace (
            cast(aggregated.net_revenue as decimal(18, 4)) as net_revenue,
            cast(aggregated.net_revenue_90d as decimal(18, 4))
                as net_revenue_90d,
            cast(aggregated.net_revenue_365d as decimal(18, 4))
                as net_revenue_365d,
            cast(aggregated.net_revenue_730d as decimal(18, 4))
                as net_revenue_730d,
            cast(aggregated.order_value as decimal(18, 4)) as order_value,
            cast(aggregated.order_value_365d as decimal(18, 4))
                as order_value_365d
        ),
        date_diff('second', aggregated.first_ordered_at, dates.as_of_at)
        / 86400.0 as days_since_first_order,
        date_diff('second', aggregated.last_ordered_at, dates.as_of_at)
        / 86400.0 as days_since_last_order,
    from aggregated
    inner join dates on aggregated.as_of_date = dates.as_of_date
)

select * from features
