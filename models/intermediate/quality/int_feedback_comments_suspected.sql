with

{{ suspected_rows(
    'feedback_comments',
    ref('stg_feedback__comments'),
    key=['comment_id'],
) }}
