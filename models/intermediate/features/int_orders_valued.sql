with

-- Read three times, each time for few columns or few rows.
orders as not materialized (
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

-- An order that is void is worth nothing from then on; neither is the money
-- given back for it, or it would be subtracted twice.
dated as not materialized (
    select
        *,
        case
            when order_status in ('cancelled', 'returned')
                then coalesce(status_changed_at, ordered_at)
        end as voided_at,
    from orders
),

refunds_of_void_orders as (
    select
        refunds.order_id,
        voided.voided_at,
    from dated as refunds
    inner join dated as voided on refunds.refunded_order_id = voided.order_id
    where
        refunds.refunded_order_id is not null
        and voided.voided_at is not null
),

valued as (
    select
        dated.order_id,
        ids.customer_id,
        dated.ordered_at,
        coalesce(dated.voided_at, refunds_of_void_orders.voided_at)
            as voided_at,
        dated.total_amount > 0 as is_purchase,
        cast(dated.total_amount * rates.rate as decimal(18, 4)) as net_revenue,
        cast(
            coalesce(
                dated.margin_amount,
                dated.total_amount - coalesce(dated.tax_amount, 0)
            ) * rates.rate as decimal(18, 4)
        ) as order_value,
        dated.sales_channel = 'online' as is_online,
        dated.discount_amount > 0 as is_discounted,
    from dated
    inner join ids on dated.account_id = ids.account_id
    inner join rates
        on
            coalesce(dated.currency, '{{ var("reporting_currency") }}')
            = rates.currency
            and dated.ordered_at >= rates.valid_from
            and dated.ordered_at < rates.valid_until
    left join refunds_of_void_orders
        on dated.order_id = refunds_of_void_orders.order_id
)

select * from valued
