with

leads as (
    select
        lead_id,
        company_id as record_key,
        regexp_extract(lower(email), '@([^@]+)$', 1) as domain,
    from {{ ref('int_crm_leads_cleaned') }}
),

company_ids as (
    select * from {{ ref('int_company_ids') }}
),

companies as (
    select * from {{ ref('int_companies_standardised') }}
),

public_domains as (
    select domain from {{ ref('email_domains') }}
),

-- A domain identifies a company if it is not a public provider and exactly one
-- company has it.
company_domains as (
    select
        companies.domain,
        min(company_ids.company_id) as company_id,
    from companies
    inner join company_ids on companies.company_id = company_ids.record_key
    anti join public_domains on companies.domain = public_domains.domain
    where companies.domain is not null
    group by companies.domain
    having count(distinct company_ids.company_id) = 1
),

attached as (
    select
        leads.lead_id,
        coalesce(company_ids.company_id, company_domains.company_id)
            as company_id,
        case
            when company_ids.company_id is not null then 'company_id'
            when company_domains.company_id is not null then 'email_domain'
        end as attached_by,
    from leads
    left join company_ids on leads.record_key = company_ids.record_key
    left join company_domains on leads.domain = company_domains.domain
)

select * from attached
