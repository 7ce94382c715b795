with

ids as (
    select * from {{ ref('int_customer_ids') }}
    where is_present
),

record_identifiers as (
    select * from {{ ref('int_record_identifiers') }}
),

standardised as (
    select * from {{ ref('int_identifiers_standardised') }}
    where is_valid and not is_ignored
),

-- An e-mail or phone in any spelling.
identifiers as (
    select distinct
        record_identifiers.identifier_type,
        coalesce(standardised.identifier, record_identifiers.identifier)
            as identifier,
        ids.customer_id,
    from record_identifiers
    inner join ids on record_identifiers.record_id = ids.record_id
    left join standardised
        on
            record_identifiers.identifier_type = standardised.identifier_type
            and record_identifiers.identifier
            = standardised.standard_identifier
    where
        standardised.identifier is not null
        or record_identifiers.identifier_type not in ('email', 'phone')
),

judged as (
    select
        *,
        count(*) over (partition by identifier_type, identifier) > 1
            as is_shared,
    from identifiers
)

select * from judged
