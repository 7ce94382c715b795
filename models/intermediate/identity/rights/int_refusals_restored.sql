with

kept as (
    select * from {{ ref('stg_state__refusals_kept') }}
),

delivered as (
    select * from {{ ref('int_refusals_read') }}
),

record_identifiers as (
    select * from {{ ref('int_record_identifiers') }}
),

ids as (
    select * from {{ ref('int_customer_ids') }}
    where is_present
),

missing as (
    select kept.*
    from kept
    anti join delivered
        on
            kept.identifier_hash = delivered.identifier_hash
            and kept.channel = delivered.channel
            and kept.purpose = delivered.purpose
            and kept.recorded_at <= delivered.recorded_at
),

-- If every refusal is still delivered, no identifier is hashed.
anybody as (
    select distinct true as is_missing
    from missing
),

identifiers as (
    select distinct
        record_identifiers.record_id,
        record_identifiers.identifier_type,
        record_identifiers.identifier,
    from record_identifiers
    cross join anybody
),

hashed as (
    select
        record_id,
        {{ keyed_hash("identifier_type || '|' || identifier") }}
            as identifier_hash,
    from identifiers
),

restored as (
    select
        ids.customer_id,
        missing.channel,
        missing.purpose,
        max(missing.recorded_at) as recorded_at,
    from missing
    inner join hashed on missing.identifier_hash = hashed.identifier_hash
    inner join ids on hashed.record_id = ids.record_id
    group by ids.customer_id, missing.channel, missing.purpose
)

select * from restored
