{%- set separators = decimal_separators('shop_order_lines') -%}
{%- set casts = ['line_number', 'quantity', 'unit_price', 'loaded_at'] -%}

with

source as (

    select * from {{ source('shop', 'shop_order_lines') }}
    union all by name
    {{ contract_columns('shop_order_lines') }}

),

cast_columns as (

    select
        -- ids
        {{ as_code('order_id') }} as order_id,

        -- strings
        {{ as_code('sku') }} as sku,
        {{ as_words('category') }} as category,

        -- numerics
        {{ as_integer('line_number', separators) }} as line_number,
        {{ as_integer('quantity', separators) }} as quantity,
        {{ as_decimal('unit_price', 2, separators) }} as unit_price,

        -- timestamps
        {{ as_timestamp('loaded_at') }} as loaded_at,

        {{ as_written(casts) }},

    from source

)

select
    {{ without_written(casts) }},
    {{ uncast_columns(casts) }} as uncast_columns,
from cast_columns
where {{ is_kept('shop_order_lines') }}
