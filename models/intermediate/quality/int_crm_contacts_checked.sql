with

suspects as (

    select * from {{ ref('int_crm_contacts_suspected') }}

),

failed_checks as (

    {{ checked_rows('crm_contacts', 'suspects') }}

)

select * from failed_checks
