with

suspects as (

    select * from {{ ref('int_crm_leads_suspected') }}

),

failed_checks as (

    {{ checked_rows('crm_leads', 'suspects') }}

)

select * from failed_checks
