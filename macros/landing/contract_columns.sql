{% macro contract_columns(raw_table) -%}
    {%- if execute -%}
        {%- set table = raw_contract()
            | selectattr('raw_table', 'equalto', raw_table) | first -%}
    select
        {%- for column in table.columns %}
        null as {{ column }},
        {%- endfor %}
    where false
    {%- endif -%}
{%- endmacro %}
