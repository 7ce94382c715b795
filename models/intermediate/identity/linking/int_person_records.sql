with

contacts as (
    select * from {{ ref('int_crm_contacts_cleaned') }}
),

accounts as (
    select * from {{ ref('int_shop_accounts_cleaned') }}
),

leads as (
    select * from {{ ref('int_crm_leads_cleaned') }}
),

orders as (
    select
        account_id,
        ordered_at,
    from {{ ref('int_shop_orders_cleaned') }}
    where account_id is not null
),

-- An account that occurs only in orders is a person, too.
accounts_of_orders as (
    select
        orders.account_id,
        min(orders.ordered_at) as first_ordered_at,
    from orders
    anti join accounts on orders.account_id = accounts.account_id
    group by orders.account_id
),

values_set_aside as (
    select * from {{ ref('int_person_values_set_aside') }}
),

records as (
    select
        'crm_contacts' as record_source,
        contact_id as record_key,
        email,
        phone,
        first_name,
        last_name,
        gender,
        cast(birth_date as varchar) as birth_date,
        marital_status,
        household_income,
        address,
        postal_code,
        city,
        country_code,
        insee_code,
        created_at,
        updated_at,
        loaded_at,
    from contacts
    union all by name
    select
        'shop_accounts' as record_source,
        account_id as record_key,
        email,
        phone,
        first_name,
        last_name,
        address,
        postal_code,
        city,
        country_code,
        created_at,
        updated_at,
        loaded_at,
    from accounts
    union all by name
    select
        'crm_leads' as record_source,
        lead_id as record_key,
        email,
        phone,
        first_name,
        last_name,
        created_at,
        loaded_at,
    from leads
    union all by name
    select
        'shop_accounts' as record_source,
        account_id as record_key,
        first_ordered_at as created_at,
    from accounts_of_orders
),

-- A record counts from its creation, or else from its first mention.
completed as (
    select
        records.* exclude (email, phone, birth_date)
        replace (
            {{ country_of('records.country_code') }} as country_code
        ),
        coalesce(records.email, values_set_aside.email) as email,
        coalesce(records.phone, values_set_aside.phone) as phone,
        coalesce(records.birth_date, values_set_aside.birth_date)
            as birth_date,
        records.record_source || ':' || records.record_key as record_id,
        coalesce(
            records.created_at, least(records.updated_at, records.loaded_at)
        ) as recorded_at,
        coalesce(recorded_at, timestamp '1900-01-01') as known_at,
    from records
    left join values_set_aside
        on
            records.record_source = values_set_aside.record_source
            and records.record_key = values_set_aside.record_key
)

select * from completed
