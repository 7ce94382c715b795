with

suspects as (

    select * from {{ ref('int_crm_companies_suspected') }}

),

failed_checks as (

    {{ checked_rows('crm_companies', 'suspects') }}

)

select * from failed_checks
