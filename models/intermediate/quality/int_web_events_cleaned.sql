{{ config(materialized='view') }}

with

{{ clean_rows(
    'web_events',
    ref('stg_web__events'),
    ref('int_web_events_suspected'),
    bulk_key=['event_id'],
) }}
