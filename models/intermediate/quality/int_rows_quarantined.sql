{{ config(materialized='view') }}

with

quarantined_rows as (

    {%- for entity in raw_tables() %}
        select
            '{{ entity }}' as entity,
            record_key,
            row_hash,
            quarantine_reasons as reasons,
            raw_row,
        from {{ ref('int_' ~ entity ~ '_suspected') }}
        where len(quarantine_reasons) > 0
        {{ "union all" if not loop.last }}
    {%- endfor %}

)

select * from quarantined_rows
