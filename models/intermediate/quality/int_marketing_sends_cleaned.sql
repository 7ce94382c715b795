with

sends as (

    select * from {{ ref('stg_marketing__sends') }}

),

suspects as (

    select * from {{ ref('int_marketing_sends_suspected') }}

),

{{ clean_rows('marketing_sends', 'sends', 'suspects', bulk_key=['send_id']) }}
