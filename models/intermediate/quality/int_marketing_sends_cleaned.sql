{{ config(materialized='view') }}

with

{{ clean_rows(
    'marketing_sends',
    ref('stg_marketing__sends'),
    ref('int_marketing_sends_suspected'),
    bulk_key=['send_id'],
) }}
