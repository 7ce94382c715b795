with

series_values as (

    select * from {{ ref('stg_context__series') }}

),

{{ suspected_rows(
    'context_series',
    'series_values',
    key=['series', 'area_code', 'observed_on', 'known_at'],
    not_future=['observed_on'],
) }}
