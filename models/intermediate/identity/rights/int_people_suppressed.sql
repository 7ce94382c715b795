with

-- Without identifiers that a remaining person also has.
identifiers as (
    select * from {{ ref('int_identifiers_erased') }}
),

-- Placeholders identify no person.
standardised as (
    select * from {{ ref('int_identifiers_standardised') }}
    where is_valid and not is_ignored
),

record_identifiers as (
    select * from {{ ref('int_record_identifiers') }}
),

records as (
    select * from {{ ref('int_person_records_standardised') }}
),

-- Households share e-mails and phones, and numbers change owners. So they are
-- combined with the first name, or with none if it is not known or delivered.
reached_by as (
    select
        identifiers.identifier_type,
        identifiers.identifier,
        list_distinct(list(coalesce(records.first_name, '')) || [''])
            as first_names,
    from identifiers
    left join record_identifiers
        on
            identifiers.identifier_type = record_identifiers.identifier_type
            and identifiers.identifier = record_identifiers.identifier
    left join records on record_identifiers.record_id = records.record_id
    semi join standardised
        on
            identifiers.identifier_type = standardised.identifier_type
            and identifiers.identifier = standardised.standard_identifier
    group by identifiers.identifier_type, identifiers.identifier
),

listed as (
    select
        identifier_type,
        identifier,
    from identifiers
    where identifier_type in ('record_id', 'visitor_id', 'social_handle')
    union all
    select
        identifier_type || '_and_first_name' as identifier_type,
        identifier || '|' || unnest(first_names) as identifier,
    from reached_by
    union all
    select
        identifier_type,
        identifier,
    from reached_by
    where first_names = ['']
)

select distinct
    listed.identifier_type,
    {{ keyed_hash('listed.identifier') }} as identifier_hash,
    scoring_date.as_of_date as erased_on,
from listed
cross join {{ ref('int_scoring_date') }} as scoring_date
