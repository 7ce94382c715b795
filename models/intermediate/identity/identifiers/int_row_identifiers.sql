{#- As declared by the sources, see personal_columns. -#}
{%- set tables = [] -%}
{%- for raw_table in raw_tables() if personal_columns(raw_table) -%}
    {%- do tables.append((raw_table, personal_columns(raw_table))) -%}
{%- endfor -%}

with

row_identifiers as (
    {% for raw_table, personal in tables -%}
        {%- set identifiers = personal.identifiers.values() | list -%}
        {%- set is_typed = 'identifier_type' in personal.identifiers -%}
        {%- set types = [] -%}
        {%- set values = [] -%}
        {%- for kind, column in personal.identifiers.items() -%}
            {%- do types.append(kind if is_typed else "'" ~ kind ~ "'") -%}
            {%- do values.append(identifier_value(kind, column)) -%}
        {%- endfor -%}
        {%- if identifiers -%}
            select
                '{{ raw_table }}' as raw_table,
                {{ record_key(personal.key) }} as row_key,
                {{ false if is_typed else personal.key[0] ~ " is not null" }}
                    as has_key,
                {{ record_key(identifiers) }} as identifiers,
                unnest([{{ types | join(', ') }}]) as identifier_type,
                unnest([{{ values | join(', ') }}]) as identifier,
            from {{ staging_of(raw_table) }}
            union all
        {% endif -%}
        {%- if personal.goes_with -%}
            select
                '{{ raw_table }}' as raw_table,
                {{ record_key(personal.key) }} as row_key,
                true as has_key,
                '' as identifiers,
                '{{ personal.goes_with }}' as identifier_type,
                {{ personal.key[0] }} as identifier,
            from {{ staging_of(raw_table) }}
            union all
        {% endif -%}
    {% endfor -%}
    -- Unreadable lines have no columns.
    select
        'raw_rejects' as raw_table,
        parse_filename(file) || ' line ' || line_number as row_key,
        false as has_key,
        line_text as identifiers,
        identifier_type,
        identifier,
    from {{ ref('int_rejected_identifiers') }}
)

select * from row_identifiers
where identifier is not null
