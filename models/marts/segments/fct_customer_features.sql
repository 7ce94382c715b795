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
        dates.as_of_date,
        customers.customer_id,
        date_diff('second', customers.known_at, dates.as_of_at) / 86400.0
            as days_known,
    from {{ ref('int_customers_known') }} as customers
    inner join dates on customers.known_at < dates.as_of_at
    where customers.is_profiled
),

order_features as (
    select order_features.*
    from {{ ref('int_customer_order_features') }} as order_features
    inner join dates on order_features.as_of_date = dates.as_of_date
),

-- Who never ordered has ordered nothing; an average of nothing is not known.
joined as (
    select
        customers.customer_id,
        customers.as_of_date,
        customers.days_known,
        coalesce(orders.order_count, 0) > 0 as has_ordered,
        coalesce(orders.order_count, 0) as order_count,
        coalesce(orders.order_count_90d, 0) as order_count_90d,
        coalesce(orders.order_count_365d, 0) as order_count_365d,
        coalesce(orders.order_count_730d, 0) as order_count_730d,
        coalesce(orders.net_revenue, 0) as net_revenue,
        coalesce(orders.net_revenue_90d, 0) as net_revenue_90d,
        coalesce(orders.net_revenue_365d, 0) as net_revenue_365d,
        coalesce(orders.net_revenue_730d, 0) as net_revenue_730d,
        coalesce(orders.order_value, 0) as order_value,
        coalesce(orders.order_value_365d, 0) as order_value_365d,
        orders.purchase_revenue_730d / nullif(orders.order_count_730d, 0)
            as average_order_value_730d,
        orders.online_order_count_730d
        / nullif(orders.known_channel_count_730d, 0)
            as online_order_share_730d,
        orders.discounted_order_count_730d
        / nullif(orders.known_discount_count_730d, 0)
            as discounted_order_share_730d,
        orders.days_since_last_order,
        orders.days_since_first_order,
        (orders.days_since_first_order - orders.days_since_last_order)
        / nullif(orders.order_count - 1, 0) as average_days_between_orders,
    from customers
    left join order_features as orders
        on
            customers.customer_id = orders.customer_id
            and customers.as_of_date = orders.as_of_date
),

-- Half an order in two months more keeps the rate of the newly known modest.
features as (
    select
        *,
        (order_count + 0.5) / (days_known + 60) * 365 as orders_per_year,
        days_since_last_order * (order_count + 0.5) / (days_known + 60)
            as missed_orders,
    from joined
)

select * from features
