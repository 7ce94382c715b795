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
    from (
        select * from {{ rows }}
        where account_id is null or {{ names_nobody('account_id') }}
    )
    where
        email is null
        or {{ is_impossible_email('email') }}
        or {{ is_email_of_nobody('email') }}

    union all

    select {{ failed_check('names_nobody', 'account_id') }}
    from {{ rows }}
    where {{ names_nobody('account_id') }}

    union all

    select {{ failed_check('unknown_currency', 'currency') }}
    from {{ rows }}
    where currency not in (select currencies.currency from currencies)
{%- endcall %}
