with

suspects as (

    select * from {{ ref('int_shop_accounts_suspected') }}

),

failed_checks as (

    {{ checked_rows('shop_accounts', 'suspects') }}

)

select * from failed_checks
