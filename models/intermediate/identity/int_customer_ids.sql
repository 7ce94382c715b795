with

contacts as (
    select contact_id
    from {{ ref('int_crm_contacts_cleaned') }}
),

accounts as (
    select account_id
    from {{ ref('int_shop_accounts_cleaned') }}
),

orders as (
    select account_id
    from {{ ref('int_shop_orders_cleaned') }}
),

-- An account that only its orders name is a customer all the same.
known_accounts as (
    select account_id from accounts
    union
    select account_id from orders
),

ids as (
    select
        'crm_contacts' as record_source,
        contact_id as record_key,
        'crm:' || contact_id as customer_id,
    from contacts
    union all
    select
        'shop_accounts' as record_source,
        account_id as record_key,
        'shop:' || account_id as customer_id,
    from known_accounts
)

select * from ids
