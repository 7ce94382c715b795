{#- The columns of a raw table that identify erased people. -#}
{%- set erasing_columns = {} -%}
{%- for entity in raw_tables() if personal_columns(entity) -%}
    {%- set personal = personal_columns(entity) -%}
    {%- do erasing_columns.update({
        entity: (personal.key + (personal.identifiers.values() | list))
        | unique | list
    }) -%}
{%- endfor -%}

with

-- Rows erased by earlier runs: deleted from a landed csv, or filtered out in
-- staging.
rows_left_out as (

    select
        raw_table as entity,
        sum(row_count) as row_count,
    from {{ source('landing', 'raw_erased') }}
    group by all

),

-- If no one was erased, no table is read. A loader's table may lack optional
-- columns.
rows_hidden as (

    {%- for entity, columns in erasing_columns.items() %}
        select
            '{{ entity }}' as entity,
            count(*) as row_count,
        from (
            select
                {%- for column in columns %}
                    {{ personal_values([column], is_raw=true)[0] }}
                        as {{ column }},
                {%- endfor %}
            from (
                select * from {{ source(entity.split('_')[0], entity) }}
                union all by name
                {{ contract_columns(entity) }}
            )
        )
        where
            exists (select 1 from {{ source('state', 'rows_erased') }})
            and {{ is_erased(entity, source('state', 'rows_erased')) }}
        {{ "union all" if not loop.last }}
    {%- endfor %}

),

-- Rows that this run erases are still in place.
rows_to_erase as (

    {%- for entity, columns in erasing_columns.items() %}
        select
            '{{ entity }}' as entity,
            count(*) filter (where place = 'staged') as row_count,
            count(*) filter (where place = 'clean') as rows_clean,
            count(*) filter (where place = 'quarantined') as rows_quarantined,
        from (
            select
                'staged' as place,
                {{ columns | join(', ') }},
            from {{ staging_of(entity) }}
            union all
            select
                'clean' as place,
                {{ columns | join(', ') }},
            from {{ ref('int_' ~ entity ~ '_cleaned') }}
            union all
            select
                'quarantined' as place,
                {{ columns | join(', ') }},
            from {{ ref('int_' ~ entity ~ '_suspected') }}
            where len(quarantine_reasons) > 0
        )
        where
            exists (select 1 from {{ ref('int_rows_erased') }})
            and {{ is_erased(entity, ref('int_rows_erased')) }}
        {{ "union all" if not loop.last }}
    {%- endfor %}

),

counted as (

    select
        coalesce(rows_left_out.entity, rows_hidden.entity) as entity,
        coalesce(rows_left_out.row_count, 0) as rows_left_out,
        coalesce(rows_hidden.row_count, 0) as rows_hidden,
        coalesce(rows_to_erase.row_count, 0) as rows_to_erase,
        coalesce(rows_to_erase.rows_clean, 0) as rows_clean,
        coalesce(rows_to_erase.rows_quarantined, 0) as rows_quarantined,
    from rows_hidden
    full join rows_left_out on rows_hidden.entity = rows_left_out.entity
    left join rows_to_erase on rows_hidden.entity = rows_to_erase.entity

)

select * from counted
