with

interactions as (

    select * from {{ ref('stg_social__interactions') }}

),

{{ suspected_rows(
    'social_interactions',
    'interactions',
    key=['interaction_id'],
) }}
