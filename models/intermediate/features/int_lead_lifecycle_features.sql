with

dates as (
    select
        as_of_date,
        as_of_at,
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

leads as (
    select
        lead_id,
        known_at,
        closed_at,
    from {{ ref('int_leads_known') }}
    where is_profiled
),

features as (
    select
        dates.as_of_date,
        leads.lead_id,
        date_diff('second', leads.known_at, dates.as_of_at) / 86400.0
            as days_known,
    from leads
    inner join dates
        on
            leads.known_at < dates.as_of_at
            and (leads.closed_at is null or leads.closed_at >= dates.as_of_at)
)

select * from features
