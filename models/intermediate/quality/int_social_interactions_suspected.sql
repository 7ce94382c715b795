with

{{ suspected_rows(
    'social_interactions',
    ref('stg_social__interactions'),
    key=['interaction_id'],
) }}
