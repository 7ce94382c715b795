with

currencies as (

    select distinct currency from {{ ref('currency_rates') }}

),

{% call(rows) suspected_rows(
    'crm_opportunities',
    ref('stg_crm__opportunities'),
    key=['opportunity_id', 'stage', 'stage_entered_at'],
) -%}
    select {{ failed_check('unknown_currency', 'currency') }}
    from {{ rows }}
    where currency not in (select currencies.currency from currencies)
{%- endcall %}
