with

currencies as (

    select distinct currency from {{ ref('currency_rates') }}

),

-- A card number in place of an amount. No order is worth a million millions in
-- the reporting currency; greater values would overflow in sums.
amount_limits as (

    select
        rates.currency,
        1e12 * min(reporting_rates.rate_to_eur)
        / nullif(max(rates.rate_to_eur), 0) as least_impossible,
    from {{ ref('currency_rates') }} as rates
    cross join {{ ref('currency_rates') }} as reporting_rates
    where reporting_rates.currency = {{ text_of_var('reporting_currency') }}
    group by rates.currency

),

{% call(rows) suspected_rows(
    'shop_orders',
    ref('stg_shop__orders'),
    key=['order_id'],
) -%}
    -- With an e-mail it is a guest's order, and only the key is set aside. In
    -- one scan, because looking up all keys is slow.
    select
        bulk_key,
        record_key,
        row_hash,
        case when has_email then 'names_nobody' else 'order_without_account' end
            as check_name,
        'account_id' as column_name,
        account_id as detail,
    from (
        select
            *,
            coalesce(
                not (
                    {{ is_impossible_email('email') }}
                    or {{ is_email_of_nobody('email') }}
                ),
                false
            ) as has_email,
        from (
            select * from {{ rows }}
            where account_id is null or {{ names_nobody('account_id') }}
        )
    )
    where account_id is not null or not has_email

    union all

    select {{ failed_check('unknown_currency', 'currency') }}
    from {{ rows }}
    where currency not in (select currencies.currency from currencies)

    union all

    -- One scan for the three columns.
    select
        amounts.bulk_key,
        amounts.record_key,
        amounts.row_hash,
        'impossible_amount' as check_name,
        amounts.amount.column_name,
        amounts.amount.written::varchar as detail,
    from (
        select
            *,
            unnest([
                {%- for column in ['total_amount', 'tax_amount', 'margin_amount'] %}
                struct_pack(column_name := '{{ column }}', written := {{ column }}),
                {%- endfor %}
            ]) as amount,
        from {{ rows }}
        where
            greatest(abs(total_amount), abs(tax_amount), abs(margin_amount))
            > 999999
    ) as amounts
    inner join amount_limits
        on
            coalesce(amounts.currency, {{ text_of_var('reporting_currency') }})
            = amount_limits.currency
    where abs(amounts.amount.written) >= amount_limits.least_impossible
{%- endcall %}
