with

-- Read twice: all rows, and for few rows the columns that void them.
orders as not materialized (
    select * from {{ ref('int_shop_orders_cleaned') }}
),

ids as (
    select
        record_key as account_id,
        customer_id,
    from {{ ref('int_customer_ids') }}
    where record_source = 'shop_accounts' and is_present
),

rates as (
    select * from {{ ref('int_currency_rates') }}
),

-- A void order has no value from that time on. Its refund has none either, or
-- it would be subtracted twice.
void_orders_and_refunds as materialized (
    select
        order_id,
        refunded_order_id,
        case
            when order_status in ('cancelled', 'returned')
                then coalesce(status_changed_at, ordered_at)
        end as voided_at,
    from orders
    where
        order_status in ('cancelled', 'returned')
        or refunded_order_id is not null
),

voided as (
    select
        refunds.order_id,
        coalesce(refunds.voided_at, void_orders.voided_at) as voided_at,
    from void_orders_and_refunds as refunds
    left join void_orders_and_refunds as void_orders
        on refunds.refunded_order_id = void_orders.order_id
),

valued as (
    select
        orders.order_id,
        ids.customer_id,
        orders.ordered_at,
        voided.voided_at,
        orders.total_amount > 0 as is_purchase,
        cast(
            orders.total_amount * cast(rates.rate as decimal(20, 8))
            as decimal(18, 4)
        ) as net_revenue,
        cast(
            coalesce(
                orders.margin_amount,
                orders.total_amount - coalesce(orders.tax_amount, 0)
            ) * cast(rates.rate as decimal(20, 8)) as decimal(18, 4)
        ) as order_value,
        orders.sales_channel = 'online' as is_online,
        orders.discount_amount > 0 as is_discounted,
    from orders
    inner join ids on orders.account_id = ids.account_id
    inner join rates
        on
            coalesce(orders.currency, '{{ var("reporting_currency") }}')
            = rates.currency
            and orders.ordered_at >= rates.valid_from
            and orders.ordered_at < rates.valid_until
    left join voided on orders.order_id = voided.order_id
)

-- Sorting by customer makes aggregations a quarter faster.
select * from valued
order by customer_id
