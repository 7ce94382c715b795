with

suspects as (

    select * from {{ ref('int_crm_consents_suspected') }}

),

failed_checks as (

    {{ checked_rows('crm_consents', 'suspects') }}

)

select * from failed_checks
