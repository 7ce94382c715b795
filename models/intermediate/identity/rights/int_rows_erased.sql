{%- set tables = [] -%}
{%- for raw_table in raw_tables()
    if personal_columns(raw_table) and raw_table != 'shop_order_lines' -%}
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

record_keys as (
    select
        record_source,
        record_key,
    from {{ ref('int_person_records') }}
),

rejected_lines as (
    select * from {{ ref('int_rejected_identifiers') }}
),

{% for raw_table in tables -%}
    {%- set personal = personal_columns(raw_table) -%}
    {%- set key = personal.key[0] %}
    {{ raw_table }} as (
        select distinct
            '{{ raw_table }}' as raw_table,
            {{ erasable_key(raw_table) }} as row_key,
            {{ personal.time or 'cast(null as timestamp)' }} as row_at,
        from {{ staging_of(raw_table) }}
        cross join anybody
        where
            {%- if personal.time %}
                (identifier_type, identifier) in (
                    select (identifiers.identifier_type, identifiers.identifier)
                    from identifiers
                )
            {%- endif %}
            {%- for identifier_type, column in personal.identifiers.items() %}
                {%- set value = identifier_value(identifier_type, column) %}
                {{ "or " if not loop.first -}}
                (
                    {{ value }} in (
                        select identifiers.identifier
                        from identifiers
                        where
                            identifiers.identifier_type
                            = '{{ identifier_type }}'
                    )
                    {%- if key in personal.identifiers and column != key %}
                        -- A record of somebody who stays is theirs, whichever
                        -- address an older row of it had.
                        and coalesce(
                            {{ key }} not in (
                                select record_keys.record_key
                                from record_keys
                                where
                                    record_keys.record_source
                                    = '{{ raw_table }}'
                            ),
                            true
                        )
                    {%- endif %}
                )
            {%- endfor %}
    ),

{% endfor -%}
shop_order_lines as (
    select distinct
        'shop_order_lines' as raw_table,
        lines.order_id as row_key,
        cast(null as timestamp) as row_at,
    from {{ ref('stg_shop__order_lines') }} as lines
    semi join shop_orders on lines.order_id = shop_orders.row_key
),

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
    {% for raw_table in tables + ['shop_order_lines'] -%}
        select * from {{ raw_table }}
        union all
    {% endfor -%}
    select * from raw_rejects
)

select * from rows_erased
