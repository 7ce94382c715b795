with

events as (
    select
        visitor_id,
        account_id,
        occurred_at,
    from {{ ref('int_web_events_cleaned') }}
    where account_id is not null
),

ids as (
    select
        record_key as account_id,
        customer_id,
    from {{ ref('int_customer_ids') }}
    where record_source = 'shop_accounts' and is_present
),

-- Few accounts per browser, many events per account.
accounts_per_visitor as (
    select
        visitor_id,
        account_id,
        min(occurred_at) as first_logged_in_at,
        max(occurred_at) as last_logged_in_at,
    from events
    group by visitor_id, account_id
),

logins as (
    select
        accounts_per_visitor.visitor_id,
        ids.customer_id,
        min(accounts_per_visitor.first_logged_in_at) as first_logged_in_at,
        max(accounts_per_visitor.last_logged_in_at) as last_logged_in_at,
    from accounts_per_visitor
    inner join ids on accounts_per_visitor.account_id = ids.account_id
    group by accounts_per_visitor.visitor_id, ids.customer_id
)

select * from logins
