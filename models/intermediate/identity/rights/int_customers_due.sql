with

-- Of several who share an identifier nobody knows who it was: none of them is
-- taken for silent.
identifiers as (
    select * from {{ ref('int_customer_identifiers') }}
),

scoring_date as (
    select * from {{ ref('int_scoring_date') }}
),

contacted as (
    select * from {{ ref('int_identifiers_contacted') }}
),

last_contacts as (
    select
        identifiers.customer_id,
        max(contacted.contacted_at) as contacted_at,
    from contacted
    inner join identifiers
        on
            contacted.identifier_type = identifiers.identifier_type
            and contacted.identifier = identifiers.identifier
    group by identifiers.customer_id
),

records as (
    select
        ids.customer_id,
        max(records.recorded_at) as recorded_at,
    from {{ ref('int_customer_ids') }} as ids
    inner join {{ ref('int_person_records_standardised') }} as records
        on ids.record_id = records.record_id
    where ids.is_present
    group by ids.customer_id
),

first_seen as (
    select
        customer_id,
        cast(min(as_of_date) as timestamp) as first_seen_at,
    from {{ ref('int_customer_attributes_snapshotted') }}
    group by customer_id
),

-- Whose records have no date at all was last heard of when first seen.
due as (
    select
        records.customer_id,
        coalesce(
            greatest(records.recorded_at, last_contacts.contacted_at),
            first_seen.first_seen_at
        ) as last_contact_at,
        cast(last_contact_at as date) + {{ var('retention_days') }} as due_on,
    from records
    left join last_contacts
        on records.customer_id = last_contacts.customer_id
    left join first_seen on records.customer_id = first_seen.customer_id
    cross join scoring_date
    where due_on <= scoring_date.as_of_date
)

select * from due
