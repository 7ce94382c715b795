with

suspects as (

    select * from {{ ref('int_social_interactions_suspected') }}

),

failed_checks as (

    {{ checked_rows('social_interactions', 'suspects') }}

)

select * from failed_checks
