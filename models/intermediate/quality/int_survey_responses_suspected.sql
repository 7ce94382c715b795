with

responses as (

    select * from {{ ref('stg_survey__responses') }}

),

{{ suspected_rows(
    'survey_responses',
    'responses',
    key=['response_id', 'item_id'],
) }}
