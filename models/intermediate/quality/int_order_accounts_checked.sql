with

orders as (

    select * from {{ ref('int_shop_orders_cleaned') }}

),

-- From staging: an account in quarantine is known, too.
accounts as (

    select account_id from {{ ref('stg_shop__accounts') }}
    where account_id is not null

),

-- Without a table of accounts every account is unknown, and nothing is wrong.
accounts_counted as (

    select count(*) as account_count from accounts

),

unknown_accounts as (

    select count(*) as order_count
    from orders
    cross join accounts_counted
    anti join accounts on orders.account_id = accounts.account_id
    where
        orders.account_id is not null
        and accounts_counted.account_count > 0

),

failed_checks as (

    select
        'shop_orders' as entity,
        cast(null as varchar) as record_key,
        cast(null as varchar) as row_hash,
        'unknown_account' as check_name,
        'account_id' as column_name,
        order_count || ' orders' as detail,
        'count' as consequence,
        order_count as row_count,
    from unknown_accounts
    where order_count > 0

)

select * from failed_checks
