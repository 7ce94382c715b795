with

{% call(rows) suspected_rows(
    'feedback_comments',
    ref('stg_feedback__comments'),
    key=['comment_id'],
) -%}
    select {{ failed_check('names_nobody', 'account_id') }}
    from {{ rows }}
    where {{ names_nobody('account_id') }}
{%- endcall %}
