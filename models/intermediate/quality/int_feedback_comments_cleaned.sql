{{ config(materialized='view') }}

with

{{ clean_rows(
    'feedback_comments',
    ref('stg_feedback__comments'),
    ref('int_feedback_comments_suspected'),
    bulk_key=['comment_id'],
) }}
