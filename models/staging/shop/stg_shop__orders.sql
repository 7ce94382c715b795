{%- set separators = decimal_separators('shop_orders') -%}
{%- set casts = [
    'total_amount', 'discount_amount', 'tax_amount', 'margin_amount',
    'ordered_at', 'status_changed_at', 'loaded_at',
] -%}

with

source as (

    select * from {{ source('shop', 'shop_orders') }}
    union all by name
    {{ contract_columns('shop_orders') }}

),

cast_columns as (

    select
        -- ids
        {{ as_code('order_id') }} as order_id,
        {{ as_code('account_id') }} as account_id,
        {{ as_code('refunded_order_id') }} as refunded_order_id,
        {{ as_code('store_id') }} as store_id,

        -- strings
        {{ as_email('email') }} as email,
        {{ as_words('order_status') }} as order_status,
        {{ as_text('currency') }} as currency,
        {{ as_words('sales_channel') }} as sales_channel,

        -- numerics
        {{ as_decimal('total_amount', 2, separators) }} as total_amount,
        {{ as_decimal('discount_amount', 2, separators) }} as discount_amount,
        {{ as_decimal('tax_amount', 2, separators) }} as tax_amount,
        {{ as_decimal('margin_amount', 2, separators) }} as margin_amount,

        -- timestamps
        {{ as_timestamp('ordered_at') }} as ordered_at,
        {{ as_timestamp('status_changed_at') }} as status_changed_at,
        {{ as_timestamp('loaded_at') }} as loaded_at,

        {{ as_written(casts) }},

    from source

)

select
    {{ without_written(casts) }},
    {{ uncast_columns(casts) }} as uncast_columns,
from cast_columns
where {{ is_kept('shop_orders') }}
