with

{% call(rows) suspected_rows(
    'web_events', ref('stg_web__events'), key=['event_id']
) -%}
    select {{ failed_check('names_nobody', 'account_id') }}
    from {{ rows }}
    where {{ names_nobody('account_id') }}
{%- endcall %}
