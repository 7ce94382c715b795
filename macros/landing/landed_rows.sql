{% macro landed_rows(table) -%}
    select count(*) from raw.{{ table.raw_table }}
{%- endmacro %}
