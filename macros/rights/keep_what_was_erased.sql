{% macro keep_what_was_erased() -%}
    insert into state.rows_erased
    select rows_erased.*
    from {{ relation_of('int_rows_erased') }} as rows_erased
    anti join state.rows_erased as before using (raw_table, row_key);

    -- An address or a number that somebody who stays has, too, is not theirs alone.
    insert into state.people_suppressed
    with identifiers as (
        select unnest([
            {'identifier_type': 'record_id', 'identifier': record_id},
            {'identifier_type': 'email', 'identifier': email},
            {'identifier_type': 'phone', 'identifier': phone}
        ], recursive := true)
        from {{ relation_of('int_people_erased') }}
    ),

    of_others as (
        select unnest([
            {'identifier_type': 'email', 'identifier': email},
            {'identifier_type': 'phone', 'identifier': phone}
        ], recursive := true)
        from {{ relation_of('int_person_records_standardised') }}
        anti join {{ relation_of('int_people_erased') }} using (record_id)
    ),

    hashed as (
        select distinct
            identifier_type,
            {{ keyed_hash('identifier') }} as identifier_hash,
            (select as_of_date from {{ relation_of('int_scoring_date') }}) as erased_on
        from identifiers
        anti join of_others using (identifier_type, identifier)
        where identifier is not null
    )

    select hashed.*
    from hashed
    anti join state.people_suppressed as before
        using (identifier_type, identifier_hash);
{%- endmacro %}
