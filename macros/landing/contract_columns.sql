{% macro contract_columns(raw_table) -%}
    {%- if execute -%}
        {%- set source = graph.sources.values()
            | selectattr('name', 'equalto', raw_table) | first -%}
    select
        {%- for column in source.columns.values() %}
        null as {{ column.name }},
        {%- endfor %}
    where false
    {%- endif -%}
{%- endmacro %}
