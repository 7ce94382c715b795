with

{{ suspected_rows('web_events', ref('stg_web__events'), key=['event_id']) }}
