{{ config(materialized='view') }}

with

{{ clean_rows(
    'context_series',
    ref('stg_context__series'),
    ref('int_context_series_suspected'),
    bulk_key=['series', 'area_code', 'observed_on', 'known_at'],
) }}
