with

ids as (
    select * from {{ ref('int_customer_ids') }}
),

contacts as (
    select * from {{ ref('int_crm_contacts_cleaned') }}
),

accounts as (
    select * from {{ ref('int_shop_accounts_cleaned') }}
),

first_orders as (
    select
        customer_id,
        min(ordered_at) as first_ordered_at,
    from {{ ref('int_orders_valued') }}
    group by customer_id
),

records as (
    select
        ids.customer_id,
        ids.record_source,
        contacts.gender,
        contacts.birth_date,
        contacts.postal_code,
        contacts.country_code,
        contacts.created_at,
        least(contacts.updated_at, contacts.loaded_at) as recorded_at,
    from ids
    inner join contacts on ids.record_key = contacts.contact_id
    where ids.record_source = 'crm_contacts'
    union all
    select
        ids.customer_id,
        ids.record_source,
        null as gender,
        null as birth_date,
        accounts.postal_code,
        accounts.country_code,
        accounts.created_at,
        least(accounts.updated_at, accounts.loaded_at) as recorded_at,
    from ids
    left join accounts on ids.record_key = accounts.account_id
    where ids.record_source = 'shop_accounts'
),

-- Who has no date of creation was there when the record was written, at the
-- latest. Without any date a customer is taken to have been there all along,
-- which a first order takes back: every date would have to be described anew.
customers as (
    select
        records.* exclude (recorded_at),
        first_orders.first_ordered_at,
        coalesce(
            least(
                coalesce(records.created_at, records.recorded_at),
                first_orders.first_ordered_at
            ),
            timestamp '1900-01-01'
        ) as known_at,
    from records
    left join first_orders
        on records.customer_id = first_orders.customer_id
)

select * from customers
