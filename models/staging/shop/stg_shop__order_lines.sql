with

source as (

    select * from {{ source('shop', 'shop_order_lines') }}
    union all by name
    {{ contract_columns('shop_order_lines') }}

),

cast_columns as (

    select
        -- ids
        {{ as_text('order_id') }} as order_id,

        -- strings
        {{ as_text('sku') }} as sku,
        {{ as_text('category') }} as category,

        -- numerics
        {{ as_integer('line_number') }} as line_number,
        {{ as_integer('quantity') }} as quantity,
        {{ as_decimal('unit_price') }} as unit_price,

        -- timestamps
        {{ as_timestamp('loaded_at') }} as loaded_at,

        {{ uncast_columns(
            decimals=['unit_price'],
            integers=['line_number', 'quantity'],
            timestamps=['loaded_at'],
        ) }} as uncast_columns,

    from source

)

select * from cast_columns
where {{ is_kept('shop_order_lines') }}
