with

suspects as (

    select * from {{ ref('int_crm_lead_activities_suspected') }}

),

failed_checks as (

    {{ checked_rows('crm_lead_activities', 'suspects') }}

)

select * from failed_checks
