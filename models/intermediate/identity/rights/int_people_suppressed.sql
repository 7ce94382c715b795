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

-- What a form fills in is nobody's.
ignored as (
    select * from {{ ref('int_identifiers_standardised') }}
    where is_ignored
),

scoring_date as (
    select * from {{ ref('int_scoring_date') }}
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
        identifier,
        null as first_name,
    from identifiers
    where identifier_type in ('email', 'phone')
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
    anti join ignored
        on
            reached_by.identifier_type = ignored.identifier_type
            and reached_by.identifier = ignored.standard_identifier
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
),

suppressed as (
    select
        listed.identifier_type,
        {{ keyed_hash('listed.identifier') }} as identifier_hash,
        scoring_date.as_of_date as erased_on,
    from listed
    cross join scoring_date
    group by all
)

select * from suppressed
