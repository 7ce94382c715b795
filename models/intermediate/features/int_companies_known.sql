with

records as (
    select
        company_ids.company_id,
        coalesce(companies.updated_at, companies.loaded_at) as recorded_at,
    from {{ ref('int_company_ids') }} as company_ids
    inner join {{ ref('int_crm_companies_cleaned') }} as companies
        on company_ids.record_key = companies.company_id
),

first_records as (
    select
        company_id,
        min(recorded_at) as recorded_at,
    from records
    group by company_id
),

first_leads as (
    select
        lead_companies.company_id,
        min(leads.created_at) as created_at,
    from {{ ref('int_lead_companies') }} as lead_companies
    inner join {{ ref('int_crm_leads_cleaned') }} as leads
        on lead_companies.lead_id = leads.lead_id
    where lead_companies.company_id is not null
    group by lead_companies.company_id
),

-- A company without any date is assumed to have always been known.
known as (
    select
        first_records.company_id,
        coalesce(
            least(first_records.recorded_at, first_leads.created_at),
            timestamp '1900-01-01'
        ) as known_at,
    from first_records
    left join first_leads
        on first_records.company_id = first_leads.company_id
)

select * from known
