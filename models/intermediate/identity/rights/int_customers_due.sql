with

identifiers as (
    select * from {{ ref('int_customer_identifiers') }}
),

contacted as (
    select * from {{ ref('int_identifiers_contacted') }}
),

-- Activity on a shared identifier counts for every customer who has it.
contacts as (
    select
        ids.customer_id,
        records.recorded_at as contacted_at,
    from {{ ref('int_customer_ids') }} as ids
    inner join {{ ref('int_person_records_standardised') }} as records
        on ids.record_id = records.record_id
    where ids.is_present
    union all
    select
        identifiers.customer_id,
        contacted.contacted_at,
    from contacted
    inner join identifiers
        on
            contacted.identifier_type = identifiers.identifier_type
            and contacted.identifier = identifiers.identifier
),

last_contacts as (
    select
        customer_id,
        max(contacted_at) as contacted_at,
    from contacts
    group by customer_id
),

first_seen as (
    select
        customer_id,
        cast(min(as_of_date) as timestamp) as first_seen_at,
    from {{ ref('int_customer_attributes_snapshotted') }}
    group by customer_id
),

-- If no contact has a date, the run that first saw the customer counts.
due as (
    select
        last_contacts.customer_id,
        coalesce(last_contacts.contacted_at, first_seen.first_seen_at)
            as last_contact_at,
        cast(last_contact_at as date) + {{ var('retention_days') }} as due_on,
    from last_contacts
    left join first_seen
        on last_contacts.customer_id = first_seen.customer_id
    cross join {{ ref('int_scoring_date') }} as scoring_date
    where due_on <= scoring_date.as_of_date
)

select * from due
