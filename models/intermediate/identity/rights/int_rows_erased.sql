{%- set tables = [] -%}
{%- for raw_table in raw_tables() if personal_columns(raw_table) -%}
    {%- do tables.append(raw_table) -%}
{%- endfor -%}

with

identifiers as (
    select * from {{ ref('int_identifiers_erased') }}
),

-- Where nobody is erased, no table is read.
anybody as (
    select distinct true as is_erased
    from identifiers
),

rejected_lines as (
    select * from {{ ref('int_rejected_identifiers') }}
),

{% for raw_table in tables -%}
    {%- set personal = personal_columns(raw_table) -%}
    {%- set key = personal.key[0] -%}
    {%- set is_theirs -%}
        {%- if personal.time %}
            (identifier_type, identifier) in (
                select (identifiers.identifier_type, identifiers.identifier)
                from identifiers
            )
        {%- endif %}
        {%- for identifier_type, column in personal.identifiers.items() %}
            {{ "or " if not loop.first -}}
            coalesce(
                {{ identifier_value(identifier_type, column) }} in (
                    select identifiers.identifier
                    from identifiers
                    where identifiers.identifier_type = '{{ identifier_type }}'
                ),
                false
            )
        {%- endfor %}
    {%- endset %}
    {%- if personal.of %}
        {{ raw_table }} as (
            select distinct
                '{{ raw_table }}' as raw_table,
                staged.{{ key }} as row_key,
                cast(null as timestamp) as row_at,
            from {{ staging_of(raw_table) }} as staged
            semi join {{ personal.of }}
                on staged.{{ key }} = {{ personal.of }}.row_key
        ),
    {%- elif personal.time %}
        {{ raw_table }} as (
            select distinct
                '{{ raw_table }}' as raw_table,
                {{ erasable_key(raw_table) }} as row_key,
                {{ personal.time }} as row_at,
            from {{ staging_of(raw_table) }}
            cross join anybody
            where {{ is_theirs }}
        ),
    {%- else %}
        {{ raw_table }}_named as (
            select distinct
                {{ key }} as row_key,
                {{ erasable_key(raw_table) }} as hashed_key,
            from {{ staging_of(raw_table) }}
            cross join anybody
            where {{ is_theirs }}
        ),

        -- A row of the same key that names somebody else: an order that went to
        -- another account is theirs.
        {{ raw_table }}_shared as (
            select distinct {{ key }} as row_key
            from {{ staging_of(raw_table) }}
            cross join anybody
            where
                {{ key }} in (
                    select {{ raw_table }}_named.row_key
                    from {{ raw_table }}_named
                )
                and not ({{ is_theirs }})
                and coalesce({{ personal.identifiers.values() | join(', ') }})
                is not null
        ),

        {{ raw_table }} as (
            select distinct
                '{{ raw_table }}' as raw_table,
                case
                    when named.row_key is null or shared.row_key is not null
                        then named.hashed_key
                    else named.row_key
                end as row_key,
                cast(null as timestamp) as row_at,
            from {{ raw_table }}_named as named
            left join {{ raw_table }}_shared as shared
                on named.row_key = shared.row_key
        ),
    {%- endif %}

{% endfor -%}
-- Lines that could not be read name her, too.
raw_rejects as (
    select distinct
        'raw_rejects' as raw_table,
        parse_filename(rejected_lines.file) || ' line '
        || rejected_lines.line_number || '|'
        || {{ keyed_hash('rejected_lines.line_text') }} as row_key,
        cast(null as timestamp) as row_at,
    from rejected_lines
    semi join identifiers
        on
            rejected_lines.identifier_type = identifiers.identifier_type
            and rejected_lines.identifier = identifiers.identifier
),

rows_erased as (
    {% for raw_table in tables -%}
        select * from {{ raw_table }}
        union all
    {% endfor -%}
    select * from raw_rejects
)

select * from rows_erased
