with

{{ suspected_rows(
    'context_series',
    ref('stg_context__series'),
    key=['series', 'area_code', 'observed_on', 'known_at'],
    not_future=['observed_on'],
) }}
