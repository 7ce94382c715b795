with

suspects as (

    select * from {{ ref('int_survey_responses_suspected') }}

),

failed_checks as (

    {{ checked_rows('survey_responses', 'suspects') }}

)

select * from failed_checks
