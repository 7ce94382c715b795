{{ config(materialized='view') }}

with

{{ clean_rows(
    'shop_orders',
    ref('stg_shop__orders'),
    ref('int_shop_orders_suspected'),
    bulk_key=['order_id'],
) }}
