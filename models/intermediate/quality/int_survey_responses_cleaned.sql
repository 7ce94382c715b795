{{ config(materialized='view') }}

with

{{ clean_rows(
    'survey_responses',
    ref('stg_survey__responses'),
    ref('int_survey_responses_suspected'),
    bulk_key=['response_id', 'item_id'],
) }}
