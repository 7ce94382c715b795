with

currencies as (

    select distinct currency from {{ ref('currency_rates') }}

),

{% call(rows) suspected_rows(
    'shop_orders',
    ref('stg_shop__orders'),
    key=['order_id'],
) -%}
    select {{ failed_check('order_without_account', 'account_id') }}
    from {{ rows }}
    where account_id is null

    union all

    select {{ failed_check('unknown_currency', 'currency') }}
    from {{ rows }}
    where currency not in (select currencies.currency from currencies)
{%- endcall %}
