with

orders as (
    select * from {{ ref('int_shop_orders_cleaned') }}
),

ids as (
    select
        record_key as account_id,
        customer_id,
    from {{ ref('int_customer_ids') }}
    where record_source = 'shop_accounts'
),

rates as (
    select * from {{ ref('int_currency_rates') }}
),

voided_orders as (
    select
        order_id,
        coalesce(status_changed_at, ordered_at) as voided_at,
    from orders
    where order_status in ('cancelled', 'returned')
),

-- An order that is void is worth nothing from then on; neither is the money
-- given back for it, or it would be subtracted twice.
valued as (
    select
        orders.order_id,
        ids.customer_id,
        orders.ordered_at,
        coalesce(
            voided_orders.voided_at, voided_refunds.voided_at
        ) as voided_at,
        orders.total_amount > 0 as is_purchase,
        cast(orders.total_amount * rates.rate as decimal(18, 4)) as net_revenue,
        cast(
            coalesce(
                orders.margin_amount,
                orders.total_amount - coalesce(orders.tax_amount, 0)
            ) * rates.rate as decimal(18, 4)
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
    left join voided_orders on orders.order_id = voided_orders.order_id
    left join voided_orders as voided_refunds
        on orders.refunded_order_id = voided_refunds.order_id
)

select * from valued
