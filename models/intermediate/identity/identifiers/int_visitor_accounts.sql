with

events as (
    select
        visitor_id,
        account_id,
        occurred_at,
    from {{ ref('int_web_events_cleaned') }}
    where account_id is not null
),

-- Few accounts per browser, many events per account.
visitor_accounts as (
    select
        visitor_id,
        account_id,
        min(occurred_at) as first_logged_in_at,
        max(occurred_at) as last_logged_in_at,
    from events
    group by visitor_id, account_id
)

select * from visitor_accounts
