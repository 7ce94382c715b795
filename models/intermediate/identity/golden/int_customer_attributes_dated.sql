with

golden_records as (
    select * from {{ ref('int_golden_records') }}
),

scoring_date as (
    select * from {{ ref('int_scoring_date') }}
),

dated as (
    select
        golden_records.customer_id,
        golden_records.marital_status.golden_value as marital_status,
        golden_records.marital_status.dated_at as marital_status_dated_at,
        cast(golden_records.household_income.golden_value as decimal(18, 2))
            as household_income,
        golden_records.household_income.dated_at as household_income_dated_at,
        golden_records.postal_code.golden_value as postal_code,
        golden_records.postal_code.dated_at as postal_code_dated_at,
        golden_records.city.golden_value as city,
        golden_records.city.dated_at as city_dated_at,
        golden_records.country_code.golden_value as country_code,
        golden_records.country_code.dated_at as country_code_dated_at,
        scoring_date.as_of_date,
    from golden_records
    cross join scoring_date
)

select * from dated
