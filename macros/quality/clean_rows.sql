{% macro clean_rows(raw_table, rows, suspects, bulk_key) -%}
    {%- set contract = contract_of(raw_table) -%}

-- The suspects are read twice instead of through a CTE. A view with a shared
-- CTE reads all columns, even if its reader needs few.
suspected_keys as (

    select distinct bulk_key from {{ suspects }}

),

-- Almost all rows: those whose key is not among the suspects.
clean_rows as (

    select
        {%- for column in contract %}
        {{ column.name }},
        {%- endfor %}
    from {{ rows }}
    anti join suspected_keys
        on {{ record_key(bulk_key) }} = suspected_keys.bulk_key

    union all

    -- Suspected rows that are not in quarantine, with quarantined values as
    -- null.
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
