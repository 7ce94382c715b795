with

interactions as (

    select * from {{ ref('stg_social__interactions') }}

),

suspects as (

    select * from {{ ref('int_social_interactions_suspected') }}

),

{{ clean_rows(
    'social_interactions',
    'interactions',
    'suspects',
    bulk_key=['interaction_id'],
) }}
