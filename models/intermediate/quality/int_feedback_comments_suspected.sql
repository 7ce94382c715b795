with

comments as (

    select * from {{ ref('stg_feedback__comments') }}

),

{{ suspected_rows('feedback_comments', 'comments', key=['comment_id']) }}
