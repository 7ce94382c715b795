with

orders as (

    select * from {{ ref('stg_shop__orders') }}

),

suspects as (

    select * from {{ ref('int_shop_orders_suspected') }}

),

{{ clean_rows('shop_orders', 'orders', 'suspects', bulk_key=['order_id']) }}
