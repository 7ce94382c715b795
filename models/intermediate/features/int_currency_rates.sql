with

rates as (
    select
        currency,
        valid_from,
        lead(valid_from, 1, date '9999-12-31') over (
            partition by currency
            order by valid_from
        ) as valid_until,
        rate_to_eur,
    from {{ ref('currency_rates') }}
),

reporting_rates as (
    select *
    from rates
    where currency = {{ text_of_var('reporting_currency') }}
),

-- A period of one rate may overlap several periods of the other.
converted as (
    select
        rates.currency,
        greatest(rates.valid_from, reporting_rates.valid_from) as valid_from,
        least(rates.valid_until, reporting_rates.valid_until) as valid_until,
        cast(
            rates.rate_to_eur / reporting_rates.rate_to_eur as decimal(18, 8)
        ) as rate,
    from rates
    inner join reporting_rates
        on
            rates.valid_from < reporting_rates.valid_until
            and rates.valid_until > reporting_rates.valid_from
)

select * from converted
