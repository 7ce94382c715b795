with

suspects as (

    select * from {{ ref('int_external_attributes_suspected') }}

),

failed_checks as (

    {{ checked_rows('external_attributes', 'suspects') }}

)

select * from failed_checks
