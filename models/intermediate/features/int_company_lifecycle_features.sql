with

dates as (
    select
        as_of_date,
        as_of_at,
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

features as (
    select
        dates.as_of_date,
        companies.company_id,
        date_diff('second', companies.known_at, dates.as_of_at) / 86400.0
            as days_known,
    from {{ ref('int_companies_known') }} as companies
    inner join dates on companies.known_at < dates.as_of_at
)

select * from features
