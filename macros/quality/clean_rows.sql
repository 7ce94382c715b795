{% macro clean_rows(raw_table, rows, suspects, bulk_key) -%}
    {%- set contract = contract_of(raw_table) -%}

-- The suspects are named twice, not in a CTE: a view that shares one reads all
-- columns, whichever its reader needs.
suspected_keys as (

    select distinct bulk_key from {{ suspects }}

),

-- Nearly all rows: those whose key nobody suspects.
clean_rows as (

    select
        {%- for column in contract %}
        {{ column.name }},
        {%- endfor %}
    from {{ rows }}
    anti join suspected_keys
        on {{ record_key(bulk_key) }} = suspected_keys.bulk_key

    union all

    -- Of the suspected rows those that are not in quarantine, without the
    -- values that are.
    select
        {%- for column in contract %}
        {%- if column.is_required %}
        {{ column.name }},
        {%- else %}
        case
            when not list_contains(blanked_columns, '{{ column.name }}')
                then {{ column.name }}
        end as {{ column.name }},
        {%- endif %}
        {%- endfor %}
    from {{ suspects }}
    where len(quarantine_reasons) = 0

)

select * from clean_rows
{%- endmacro %}
