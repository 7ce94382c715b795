with

suspects as (

    select * from {{ ref('int_shop_order_lines_suspected') }}

),

failed_checks as (

    {{ checked_rows('shop_order_lines', 'suspects') }}

)

select * from failed_checks
