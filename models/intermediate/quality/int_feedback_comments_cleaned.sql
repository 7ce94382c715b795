with

comments as (

    select * from {{ ref('stg_feedback__comments') }}

),

suspects as (

    select * from {{ ref('int_feedback_comments_suspected') }}

),

{{ clean_rows(
    'feedback_comments',
    'comments',
    'suspects',
    bulk_key=['comment_id'],
) }}
