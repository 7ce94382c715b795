with

leads as (
    select * from {{ ref('int_crm_leads_cleaned') }}
),

lead_companies as (
    select
        lead_id,
        company_id,
    from {{ ref('int_lead_companies') }}
),

-- A person who is a lead may object to profiling like any customer.
people as (
    select
        ids.record_key as lead_id,
        customers.is_profiled,
    from {{ ref('int_customer_ids') }} as ids
    inner join {{ ref('int_customers_known') }} as customers
        on ids.customer_id = customers.customer_id
    where ids.record_source = 'crm_leads' and ids.is_present
),

known as (
    select
        leads.lead_id,
        lead_companies.company_id,
        coalesce(people.is_profiled, true) as is_profiled,
        leads.created_at as known_at,
        least(leads.converted_at, leads.lost_at) as closed_at,
    from leads
    left join lead_companies on leads.lead_id = lead_companies.lead_id
    left join people on leads.lead_id = people.lead_id
)

select * from known
