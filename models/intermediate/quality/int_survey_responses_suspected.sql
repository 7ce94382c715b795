with

{{ suspected_rows(
    'survey_responses',
    ref('stg_survey__responses'),
    key=['response_id', 'item_id'],
) }}
