{#- The keys by which a line of a raw table may identify a person. -#}
{%- set keys = ['contact_id', 'account_id', 'lead_id', 'visitor_id'] -%}

with

lines as (
    select * from {{ ref('stg_landing__rejects') }}
),

key_columns as (
    {%- set selects = [] -%}
    {%- for raw_table in raw_tables() if personal_columns(raw_table) -%}
        {%- set kinds = personal_columns(raw_table).identifiers -%}
        {%- for key in keys if key in kinds or 'identifier_type' in kinds -%}
            {%- do selects.append((raw_table, key)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for raw_table, key in selects %}
        select
            '{{ raw_table }}' as raw_table,
            '{{ key }}' as identifier_type,
        {{ "union all" if not loop.last }}
    {%- endfor %}
),

words as (
    select
        *,
        unnest(
            list_distinct(regexp_split_to_array(line_text, '[,;|"<>()\s]+'))
        ) as word,
    from lines
),

-- A number may contain spaces.
fields as (
    select
        *,
        unnest(
            list_distinct(regexp_split_to_array(line_text, '\s*[,;|"\t]+\s*'))
        ) as field,
    from lines
),

named as (
    select
        raw_table,
        file,
        line_number,
        line_text,
        'email' as identifier_type,
        lower(word) as identifier,
    from words
    where contains(word, '@') and not starts_with(word, '@')
    union
    -- Short words and plain numbers are too ambiguous.
    select
        words.raw_table,
        words.file,
        words.line_number,
        words.line_text,
        key_columns.identifier_type,
        words.word as identifier,
    from words
    inner join key_columns on words.raw_table = key_columns.raw_table
    where length(words.word) > 5 and regexp_matches(words.word, '[A-Za-z]')
    union
    select
        raw_table,
        file,
        line_number,
        line_text,
        'phone' as identifier_type,
        field as identifier,
    from fields
    where regexp_full_match(field, '[+0-9 ()./-]{8,}')
)

select * from named
