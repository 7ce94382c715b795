{{ config(materialized='view') }}

with

order_lines as (

    select * from {{ ref('stg_shop__order_lines') }}

),

suspects as (

    select * from {{ ref('int_shop_order_lines_suspected') }}

),

{{ clean_rows(
    'shop_order_lines',
    'order_lines',
    'suspects',
    bulk_key=['order_id'],
) }}
