with

-- The start of each window is computed once per date, not once per order.
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

-- Known before the date: an order cancelled later is still valid.
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
        avg(net_revenue) filter (is_purchase and is_in_730d)
            as average_order_value_730d,
        sum(order_value) as order_value,
        sum(order_value) filter (is_in_365d) as order_value_365d,
        -- An unknown channel counts neither as online nor as offline.
        avg(cast(is_online as integer)) filter (is_purchase and is_in_730d)
            as online_order_share_730d,
        avg(cast(is_discounted as integer)) filter (is_purchase and is_in_730d)
            as discounted_order_share_730d,
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

-- Customers without an order have nulls here; int_customer_features makes
-- counts and amounts 0.
joined as (
    select
        customers.customer_id,
        customers.as_of_date,
        customers.days_known,
        coalesce(aggregated.order_count, 0) as order_count,
        aggregated.order_count_90d,
        aggregated.order_count_365d,
        aggregated.order_count_730d,
        aggregated.net_revenue,
        aggregated.net_revenue_90d,
        aggregated.net_revenue_365d,
        aggregated.net_revenue_730d,
        aggregated.order_value,
        aggregated.order_value_365d,
        aggregated.average_order_value_730d,
        aggregated.online_order_share_730d,
        aggregated.discounted_order_share_730d,
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

-- Half an order in two months draws the rate of new customers towards three.
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
