with

erased as (
    select * from {{ ref('int_records_erased') }}
),

-- Identifiers that no record has.
alone as (
    select
        traced.identifier_type,
        traced.identifier,
    from {{ ref('int_privacy_requests_traced') }} as traced
    inner join {{ ref('int_privacy_requests_matched') }} as requests
        on traced.request_hash = requests.request_hash
    where requests.request_type = 'erasure' and requests.status = 'nobody'
    union
    select
        identifier_type,
        identifier,
    from {{ ref('int_identifiers_returned') }}
),

record_identifiers as (
    select * from {{ ref('int_record_identifiers') }}
),

row_identifiers as (
    select * from {{ ref('int_row_identifiers') }}
    where {{ key_type_of('raw_table') }} is not null
),

standardised as (
    select * from {{ ref('int_identifiers_standardised') }}
),

ids as (
    select * from {{ ref('int_customer_ids') }}
),

id_changes as (
    select * from {{ ref('int_customer_id_changes') }}
),

-- Older rows with the same key may have another address.
told as (
    select * from alone
    union
    select
        row_identifiers.identifier_type,
        row_identifiers.identifier,
    from row_identifiers
    semi join erased
        on
            row_identifiers.raw_table || ':' || row_identifiers.row_key
            = erased.record_id
),

theirs as (
    select
        told.identifier_type,
        coalesce(standardised.standard_identifier, told.identifier)
            as identifier,
    from told
    left join standardised
        on
            told.identifier_type = standardised.identifier_type
            and told.identifier = standardised.identifier
            and standardised.is_default
    union
    select
        record_identifiers.identifier_type,
        record_identifiers.identifier,
    from record_identifiers
    semi join erased on record_identifiers.record_id = erased.record_id
    union
    select
        {{ key_type_of("split_part(record_id, ':', 1)") }} as identifier_type,
        regexp_replace(record_id, '^[^:]*:', '') as identifier,
    from erased
),

-- In any spelling.
written as (
    select * from theirs
    union
    select
        standardised.identifier_type,
        standardised.identifier,
    from standardised
    semi join theirs
        on
            standardised.identifier_type = theirs.identifier_type
            and standardised.standard_identifier = theirs.identifier
),

-- Identifiers that a remaining person also has are kept. A number may be valid
-- in several countries.
kept as (
    select distinct
        written.identifier_type,
        written.identifier,
    from written
    left join standardised
        on
            written.identifier_type = standardised.identifier_type
            and written.identifier = standardised.identifier
    inner join record_identifiers
        on
            written.identifier_type = record_identifiers.identifier_type
            and coalesce(standardised.standard_identifier, written.identifier)
            = record_identifiers.identifier
    anti join erased on record_identifiers.record_id = erased.record_id
    where record_identifiers.is_delivered
),

gone as (
    select written.*
    from written
    anti join kept
        on
            written.identifier_type = kept.identifier_type
            and written.identifier = kept.identifier
),

customers as (
    select customer_id
    from erased
    union
    -- Ids of customers that were merged into the erased one.
    select id_changes.previous_customer_id
    from id_changes
    inner join ids on id_changes.record_id = ids.record_id
    inner join erased on ids.customer_id = erased.customer_id
    anti join ids as others
        on id_changes.previous_customer_id = others.customer_id
),

identifiers as (
    select * from gone
    union
    select
        'record_id' as identifier_type,
        {{ record_id_of('identifier_type', 'identifier') }} as identifier,
    from gone
    union
    select
        'record_id' as identifier_type,
        record_id as identifier,
    from erased
    union
    select
        'customer_id' as identifier_type,
        customer_id as identifier,
    from customers
)

select * from identifiers
where identifier_type is not null and identifier is not null
