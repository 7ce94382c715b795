with

dates as (
    select
        as_of_date,
        as_of_at,
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

records as (
    select
        company_ids.company_id,
        companies.company_id as record_key,
        coalesce(companies.updated_at, companies.loaded_at) as recorded_at,
        companies.employee_count,
        companies.annual_revenue,
    from {{ ref('int_company_ids') }} as company_ids
    inner join {{ ref('int_crm_companies_cleaned') }} as companies
        on company_ids.record_key = companies.company_id
),

-- Attributes change, so they count from the time of their record. Records
-- without a time do not count.
known_records as (
    select
        dates.as_of_date,
        records.company_id,
        records.employee_count,
        records.annual_revenue,
        (records.recorded_at, records.record_key) as recency,
    from records
    inner join dates on records.recorded_at < dates.as_of_at
),

features as (
    select
        as_of_date,
        company_id,
        cast(
            arg_max(employee_count, recency) filter (
                employee_count is not null
            ) as double
        ) as employee_count,
        cast(
            arg_max(annual_revenue, recency) filter (
                annual_revenue is not null
            ) as double
        ) as annual_revenue,
    from known_records
    group by as_of_date, company_id
)

select * from features
