with

suspects as (

    select * from {{ ref('int_marketing_sends_suspected') }}

),

failed_checks as (

    {{ checked_rows('marketing_sends', 'suspects') }}

)

select * from failed_checks
