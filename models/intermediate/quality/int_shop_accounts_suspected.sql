with

{% call(rows) suspected_rows(
    'shop_accounts',
    ref('stg_shop__accounts'),
    key=['account_id'],
) -%}
    select {{ failed_check('names_nobody', 'account_id') }}
    from {{ rows }}
    where {{ names_nobody('account_id') }}
{%- endcall %}
