with

-- Not materialized: three narrow scans cost less than one copy of all events.
events as not materialized (

    select * from {{ ref('stg_web__events') }}

),

known_event_names as (

    select * from {{ ref('known_event_names') }}

),

unknown_event_names as (

    select
        event_name,
        count(*) as event_count,
    from events
    anti join known_event_names
        on events.event_name = known_event_names.event_name
    where events.event_name is not null
    group by all

),

-- A visitor with few events in total cannot have many in ten minutes.
frequent_visitors as (

    select visitor_id
    from events
    where visitor_id is not null
    group by all
    having count(*) >= {{ quality_threshold('robot_events') }}

),

ten_minutes as (

    select
        events.visitor_id,
        time_bucket(interval 10 minutes, events.occurred_at) as began_at,
        count(*) as event_count,
    from events
    semi join frequent_visitors
        on events.visitor_id = frequent_visitors.visitor_id
    group by all

),

robot_like_visitors as (

    select
        visitor_id,
        max(event_count) as most_events,
        sum(event_count) as event_count,
    from ten_minutes
    group by all
    having max(event_count) >= {{ quality_threshold('robot_events') }}

),

failed_checks as (

    select
        'web_events' as entity,
        event_name as record_key,
        null as row_hash,
        'unknown_event_name' as check_name,
        'event_name' as column_name,
        event_name as detail,
        'count' as consequence,
        event_count as row_count,
    from unknown_event_names

    union all

    select
        'web_events' as entity,
        visitor_id as record_key,
        null as row_hash,
        'robot_like_visitor' as check_name,
        'visitor_id' as column_name,
        most_events || ' events within ten minutes' as detail,
        'count' as consequence,
        event_count as row_count,
    from robot_like_visitors

)

select * from failed_checks
