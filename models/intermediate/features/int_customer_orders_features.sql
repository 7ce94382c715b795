with

-- The beginning of each window is computed once a date, not once an order.
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

customers as (
    {{ known_individuals(
        'customer',
        known=ref('int_customers_known'),
        condition='known.is_profiled',
    ) }}
),

-- A customer without an order has ordered nothing; an average of nothing is null.
joined as (
    select
        customers.customer_id,
        customers.as_of_date,
        customers.days_known,
        coalesce(aggregated.order_count, 0) as order_count,
        coalesce(aggregated.order_count_90d, 0) as order_count_90d,
        coalesce(aggregated.order_count_365d, 0) as order_count_365d,
        coalesce(aggregated.order_count_730d, 0) as order_count_730d,
        coalesce(aggregated.net_revenue, 0) as net_revenue,
        coalesce(aggregated.net_revenue_90d, 0) as net_revenue_90d,
        coalesce(aggregated.net_revenue_365d, 0) as net_revenue_365d,
        coalesce(aggregated.net_revenue_730d, 0) as net_revenue_730d,
        coalesce(aggregated.order_value, 0) as order_value,
        coalesce(aggregated.order_value_365d, 0) as order_value_365d,
        aggregated.purchase_revenue_730d
        / nullif(aggregated.order_count_730d, 0) as average_order_value_730d,
        aggregated.online_order_count_730d
        / nullif(aggregated.known_channel_count_730d, 0)
            as online_order_share_730d,
        aggregated.discounted_order_count_730d
        / nullif(aggregated.known_discount_count_730d, 0)
            as discounted_order_share_730d,
        date_diff('second', aggregated.last_ordered_at, customers.as_of_at)
        / 86400.0 as days_since_last_order,
        date_diff('second', aggregated.first_ordered_at, customers.as_of_at)
        / 86400.0 as days_since_first_order,
    from customers
    left join aggregated
        on
            customers.customer_id = aggregated.customer_id
            and customers.as_of_date = aggregated.as_of_date
),

-- Half an order in two months more draws the rate of new customers towards three a
-- year.
features as (
    select
        * exclude (days_known),
        order_count > 0 as has_ordered,
        (days_since_first_order - days_since_last_order)
        / nullif(order_count - 1, 0) as average_days_between_orders,
        (order_count + 0.5) / (days_known + 60) * 365 as orders_per_year,
        days_since_last_order * (order_count + 0.5) / (days_known + 60)
            as missed_orders,
    from joined
)

select * from features
