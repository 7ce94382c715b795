with

accounts as (
    select * from {{ ref('int_visitor_accounts') }}
),

ids as (
    select
        record_key as account_id,
        customer_id,
    from {{ ref('int_customer_ids') }}
    where record_source = 'shop_accounts' and is_present
),

logins as (
    select
        accounts.visitor_id,
        ids.customer_id,
        min(accounts.first_logged_in_at) as first_logged_in_at,
        max(accounts.last_logged_in_at) as last_logged_in_at,
    from accounts
    inner join ids on accounts.account_id = ids.account_id
    group by accounts.visitor_id, ids.customer_id
)

select * from logins
