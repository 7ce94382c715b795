with

{{ suspected_rows(
    'marketing_sends',
    ref('stg_marketing__sends'),
    key=['send_id'],
) }}
