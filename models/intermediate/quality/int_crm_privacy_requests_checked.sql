with

suspects as (

    select * from {{ ref('int_crm_privacy_requests_suspected') }}

),

failed_checks as (

    {{ checked_rows('crm_privacy_requests', 'suspects') }}

)

select * from failed_checks
