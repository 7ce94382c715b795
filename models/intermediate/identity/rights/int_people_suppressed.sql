with

erased as (
    select * from {{ ref('int_records_erased') }}
),

-- None that somebody who stays has, too.
identifiers as (
    select * from {{ ref('int_identifiers_erased') }}
),

records as (
    select * from {{ ref('int_person_records_standardised') }}
),

standardised as (
    select * from {{ ref('int_identifiers_standardised') }}
),

-- Where no record has it, no name is known.
reached_by as (
    {% for kind in ['email', 'phone'] -%}
        select
            '{{ kind }}' as identifier_type,
            records.{{ kind }} as identifier,
            records.first_name,
        from records
        semi join erased on records.record_id = erased.record_id
        union all
    {% endfor -%}
    select
        identifier_type,
        standard_identifier as identifier,
        null as first_name,
    from standardised
    where is_default
),

theirs as (
    select
        reached_by.identifier_type,
        reached_by.identifier,
        list_distinct(list(coalesce(reached_by.first_name, '')))
            as first_names,
    from reached_by
    semi join identifiers
        on
            reached_by.identifier_type = identifiers.identifier_type
            and reached_by.identifier = identifiers.identifier
    -- What a form fills in is nobody's.
    anti join standardised as ignored
        on
            reached_by.identifier_type = ignored.identifier_type
            and reached_by.identifier = ignored.standard_identifier
            and ignored.is_ignored
    group by reached_by.identifier_type, reached_by.identifier
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
    from theirs
    union all
    select
        identifier_type,
        identifier,
    from theirs
    where first_names = ['']
)

select distinct
    listed.identifier_type,
    {{ keyed_hash('listed.identifier') }} as identifier_hash,
    scoring_date.as_of_date as erased_on,
from listed
cross join {{ ref('int_scoring_date') }} as scoring_date
