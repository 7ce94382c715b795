with

events as (

    select * from {{ ref('stg_web__events') }}

),

{{ suspected_rows('web_events', 'events', key=['event_id']) }}
