with

records as (
    select * from {{ ref('int_person_records_standardised') }}
),

ids as (
    select * from {{ ref('int_customer_ids') }}
),

present_ids as (
    select record_id
    from ids
    where is_present
),

-- Whoever is recorded and is no customer.
erased as (
    select
        records.record_id,
        records.record_source,
        records.record_key,
        records.raw_email,
        records.email,
        records.raw_phone,
        records.phone,
        ids.customer_id,
    from records
    anti join present_ids on records.record_id = present_ids.record_id
    left join ids on records.record_id = ids.record_id
)

select * from erased
