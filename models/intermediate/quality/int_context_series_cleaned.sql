with

series_values as (

    select * from {{ ref('stg_context__series') }}

),

suspects as (

    select * from {{ ref('int_context_series_suspected') }}

),

{{ clean_rows(
    'context_series',
    'series_values',
    'suspects',
    bulk_key=['series', 'area_code', 'observed_on', 'known_at'],
) }}
