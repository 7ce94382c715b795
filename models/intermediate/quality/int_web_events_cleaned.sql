{{ config(materialized='view') }}

with

events as (

    select * from {{ ref('stg_web__events') }}

),

suspects as (

    select * from {{ ref('int_web_events_suspected') }}

),

{{ clean_rows('web_events', 'events', 'suspects', bulk_key=['event_id']) }}
