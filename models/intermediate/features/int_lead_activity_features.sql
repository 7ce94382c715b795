with

dates as (
    select
        as_of_date,
        as_of_at,
        as_of_at - interval 30 days as begins_30d_at,
        as_of_at - interval 90 days as begins_90d_at,
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

known_activities as (
    select
        dates.as_of_date,
        dates.as_of_at,
        activities.lead_id,
        activities.activity_type,
        activities.occurred_at,
        activities.occurred_at >= dates.begins_30d_at as is_in_30d,
        activities.occurred_at >= dates.begins_90d_at as is_in_90d,
    from {{ ref('int_crm_lead_activities_cleaned') }} as activities
    inner join dates on activities.occurred_at < dates.as_of_at
),

features as (
    select
        as_of_date,
        lead_id,
        count(*) as activity_count,
        count(*) filter (is_in_30d) as activity_count_30d,
        count(*) filter (is_in_90d) as activity_count_90d,
        count(*) filter (
            activity_type in ('demo_requested', 'form_submitted')
        ) as request_count,
        count(*) filter (
            activity_type in ('call', 'meeting')
        ) as conversation_count,
        date_diff('second', max(occurred_at), as_of_at) / 86400.0
            as days_since_last_activity,
    from known_activities
    group by as_of_date, as_of_at, lead_id
)

select * from features
