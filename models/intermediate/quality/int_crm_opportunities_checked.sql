with

suspects as (

    select * from {{ ref('int_crm_opportunities_suspected') }}

),

failed_checks as (

    {{ checked_rows('crm_opportunities', 'suspects') }}

)

select * from failed_checks
