{{ config(materialized='view') }}

with

{{ clean_rows(
    'social_interactions',
    ref('stg_social__interactions'),
    ref('int_social_interactions_suspected'),
    bulk_key=['interaction_id'],
) }}
