with

responses as (

    select * from {{ ref('stg_survey__responses') }}

),

suspects as (

    select * from {{ ref('int_survey_responses_suspected') }}

),

{{ clean_rows(
    'survey_responses',
    'responses',
    'suspects',
    bulk_key=['response_id', 'item_id'],
) }}
