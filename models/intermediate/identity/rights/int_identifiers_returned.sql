with

suppressed as (
    select * from {{ ref('stg_state__people_suppressed') }}
),

standardised as (
    select * from {{ ref('int_identifiers_standardised') }}
),

record_identifiers as (
    select * from {{ ref('int_record_identifiers') }}
    where is_delivered
),

-- Without an erasure no table is read.
anybody as (
    select distinct true as is_erased
    from suppressed
),

written as (
    select distinct
        row_identifiers.identifier_type,
        row_identifiers.identifier,
    from {{ ref('int_row_identifiers') }} as row_identifiers
    cross join anybody
),

-- If a record has it, the record determines the person.
of_no_record as (
    select
        written.identifier_type,
        written.identifier,
        coalesce(standardised.standard_identifier, written.identifier)
            as standard_identifier,
    from written
    left join standardised
        on
            written.identifier_type = standardised.identifier_type
            and written.identifier = standardised.identifier
    anti join record_identifiers
        on
            written.identifier_type = record_identifiers.identifier_type
            and coalesce(standardised.standard_identifier, written.identifier)
            = record_identifiers.identifier
),

-- Its identifier type in the suppression list.
listed as (
    select
        identifier_type,
        identifier,
        'record_id' as listed_type,
        {{ record_id_of('identifier_type', 'identifier') }} as listed,
    from of_no_record
    union all
    select
        identifier_type,
        identifier,
        unnest([identifier_type, identifier_type || '_and_first_name'])
            as listed_type,
        unnest([standard_identifier, standard_identifier || '|']) as listed,
    from of_no_record
),

returned as (
    select distinct
        listed.identifier_type,
        listed.identifier,
    from listed
    semi join suppressed
        on
            listed.listed_type = suppressed.identifier_type
            and {{ keyed_hash('listed.listed') }} = suppressed.identifier_hash
)

select * from returned
