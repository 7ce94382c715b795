with

sends as (

    select * from {{ ref('stg_marketing__sends') }}

),

{{ suspected_rows('marketing_sends', 'sends', key=['send_id']) }}
