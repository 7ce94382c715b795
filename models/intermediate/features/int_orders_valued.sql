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

-- A guest has no account and is known by the e-mail.
guests as (
    select
        guest_records.raw_email,
        guest_ids.customer_id,
    from {{ ref('int_guest_records') }} as guest_records
    inner join {{ ref('int_customer_ids') }} as guest_ids
        on guest_records.record_id = guest_ids.record_id
    where guest_ids.is_present
),

rates as (
    select * from {{ ref('int_currency_rates') }}
),

-- A void order has no value from that time on. Its refund has none either, or
-- it would be subtracted twice. A status voids positive amounts only, because
-- money given back is a row of its own.
void_orders_and_refunds as materialized (
    select
        orders.order_id,
        orders.refunded_order_id,
        case
            when
                orders.total_amount > 0
                and statuses.meaning in ('voids', 'returns')
                then coalesce(orders.status_changed_at, orders.ordered_at)
        end as voided_at,
    from orders
    left join {{ meanings_of('order_status') }} as statuses
        on orders.order_status = statuses.written
    where
        statuses.meaning in ('voids', 'returns')
        or orders.refunded_order_id is not null
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
        coalesce(ids.customer_id, guests.customer_id) as customer_id,
        orders.ordered_at,
        voided.voided_at,
        orders.total_amount > 0 as is_purchase,
        {{ in_reporting_currency('orders.total_amount', 'rates.rate') }}
            as net_revenue,
        {{ in_reporting_currency(
            'coalesce(
                orders.margin_amount,
                orders.total_amount - coalesce(orders.tax_amount, 0)
            )',
            'rates.rate'
        ) }} as order_value,
        channels.meaning = 'online' as is_online,
        orders.discount_amount > 0 as is_discounted,
    from orders
    left join ids on orders.account_id = ids.account_id
    left join guests
        on orders.account_id is null and orders.email = guests.raw_email
    inner join rates
        on
            coalesce(orders.currency, {{ text_of_var('reporting_currency') }})
            = rates.currency
            and orders.ordered_at >= rates.valid_from
            and orders.ordered_at < rates.valid_until
    left join voided on orders.order_id = voided.order_id
    left join {{ meanings_of('sales_channel') }} as channels
        on orders.sales_channel = channels.written
    where coalesce(ids.customer_id, guests.customer_id) is not null
)

-- Sorting by customer makes aggregations a quarter faster.
select * from valued
order by customer_id
