-- Companies have no dates of their own, so the gates are named here.
-- depends_on: {{ ref('int_deliveries_judged') }}

{% set attributes = [
    'raw_name', 'siren', 'vat_id', 'domain', 'naf_code', 'employee_count',
    'annual_revenue', 'founded_on', 'postal_code', 'city', 'country_code',
    'commune_code',
] -%}

with

company_ids as (
    select * from {{ ref('int_company_ids') }}
),

records as (
    select
        company_ids.company_id as resolved_id,
        companies.*,
        (
            coalesce(companies.updated_at, timestamp '1900-01-01'),
            companies.company_id
        ) as recency,
    from company_ids
    inner join {{ ref('int_companies_standardised') }} as companies
        on company_ids.record_key = companies.company_id
),

company_groups as (
    select * from {{ ref('int_company_groups') }}
),

communes as (
    select * from {{ ref('int_communes_standardised') }}
),

leads as (
    select
        company_id,
        count(*) as lead_count,
    from {{ ref('int_lead_companies') }}
    where company_id is not null
    group by company_id
),

-- The newest value of each attribute in any record.
described as (
    select
        resolved_id as company_id,
        {% for attribute in attributes %}
            arg_max({{ attribute }}, recency) filter (
                where {{ attribute }} is not null
            ) as {{ attribute }},
        {% endfor %}
        count(*) as record_count,
    from records
    group by resolved_id
),

companies as (
    select
        described.company_id,
        described.raw_name as name,
        described.siren,
        described.vat_id,
        described.domain,
        described.naf_code,
        cast(described.employee_count as bigint) as employee_count,
        cast(described.annual_revenue as decimal(18, 2)) as annual_revenue,
        described.founded_on,
        described.postal_code,
        described.city,
        described.country_code,
        described.commune_code,
        communes.department_code,
        communes.urban_class,
        company_groups.parent_company_id,
        company_groups.group_id,
        described.record_count,
        coalesce(leads.lead_count, 0) as lead_count,
    from described
    inner join company_groups
        on described.company_id = company_groups.company_id
    left join communes on described.commune_code = communes.commune_code
    left join leads on described.company_id = leads.company_id
)

select * from companies
