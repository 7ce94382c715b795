with

suspects as (

    select * from {{ ref('int_feedback_comments_suspected') }}

),

failed_checks as (

    {{ checked_rows('feedback_comments', 'suspects') }}

)

select * from failed_checks
