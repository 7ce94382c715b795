with

suspects as (

    select * from {{ ref('int_context_series_suspected') }}

),

failed_checks as (

    {{ checked_rows('context_series', 'suspects') }}

)

select * from failed_checks
