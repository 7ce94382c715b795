with

dates as (
    select
        as_of_date,
        as_of_at,
        as_of_at - interval 90 days as begins_90d_at,
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

leads as (
    select * from {{ ref('int_leads_known') }}
    where company_id is not null
),

known_leads as (
    select
        dates.as_of_date,
        leads.company_id,
        count(*) as lead_count,
        count(*) filter (
            leads.closed_at is null or leads.closed_at >= dates.as_of_at
        ) as open_lead_count,
    from leads
    inner join dates on leads.known_at < dates.as_of_at
    group by dates.as_of_date, leads.company_id
),

activities as (
    select
        dates.as_of_date,
        leads.company_id,
        count(*) as activity_count_90d,
    from {{ ref('int_crm_lead_activities_cleaned') }} as activities
    inner join leads on activities.lead_id = leads.lead_id
    inner join dates
        on
            activities.occurred_at < dates.as_of_at
            and activities.occurred_at >= dates.begins_90d_at
    group by dates.as_of_date, leads.company_id
),

features as (
    select
        known_leads.as_of_date,
        known_leads.company_id,
        known_leads.lead_count,
        known_leads.open_lead_count,
        activities.activity_count_90d,
    from known_leads
    left join activities
        on
            known_leads.company_id = activities.company_id
            and known_leads.as_of_date = activities.as_of_date
)

select * from features
