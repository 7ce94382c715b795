{% macro keep_what_was_erased() -%}
    insert into state.rows_erased by name
    select rows_erased.*
    from {{ relation_of('int_rows_erased') }} as rows_erased
    anti join state.rows_erased as before using (raw_table, row_key);

    -- An address or a number that somebody who stays has, too, is not theirs alone,
    -- and what a form fills in is nobody's.
    insert into state.people_suppressed
    with of_others as (
        select unnest([
            {'identifier_type': 'email', 'identifier': email},
            {'identifier_type': 'phone', 'identifier': phone}
        ], recursive := true)
        from {{ relation_of('int_person_records_standardised') }}
        anti join {{ relation_of('int_people_erased') }} using (record_id)

        union all

        select attribute, ignored_value
        from {{ relation_of('int_identity_values_ignored') }}

        union all

        select 'email', emails.email
        from {{ relation_of('int_emails_standardised') }} as emails
        inner join {{ relation_of('int_identity_values_ignored') }} as ignored
            on ignored.attribute = 'email_name'
            and ignored.ignored_value = emails.email_name
    ),

    reached_by as (
        {% for column in ['email', 'phone'] %}
            select
                record_id,
                '{{ column }}' as identifier_type,
                {{ column }} as identifier,
                first_name
            from {{ relation_of('int_people_erased') }}
            where {{ column }} is not null
            {{ 'union all' if not loop.last }}
        {% endfor %}
    ),

    theirs as (
        select reached_by.*
        from reached_by
        anti join of_others using (identifier_type, identifier)
    ),

    identifiers as (
        select 'record_id' as identifier_type, record_id as identifier
        from {{ relation_of('int_people_erased') }}

        union all

        select identifier_type, identifier
        from {{ relation_of('int_identifiers_erased') }}
        where identifier_type in ('visitor_id', 'social_handle')

        union all

        select
            identifier_type || '_and_first_name',
            identifier || '|'
            || unnest([first_name, ''])
        from theirs

        union all

        select identifier_type, identifier
        from theirs
        group by all
        having count(first_name) = 0
    ),

    hashed as (
        select distinct
            identifier_type,
            {{ keyed_hash('identifier') }} as identifier_hash,
            (select as_of_date from {{ relation_of('int_scoring_date') }}) as erased_on
        from identifiers
        where identifier is not null
    )

    select hashed.*
    from hashed
    anti join state.people_suppressed as before
        using (identifier_type, identifier_hash);
{%- endmacro %}
