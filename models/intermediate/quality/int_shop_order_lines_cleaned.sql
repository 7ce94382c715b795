{{ config(materialized='view') }}

with

{{ clean_rows(
    'shop_order_lines',
    ref('stg_shop__order_lines'),
    ref('int_shop_order_lines_suspected'),
    bulk_key=['order_id'],
) }}
