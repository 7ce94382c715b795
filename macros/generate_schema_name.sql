{% macro generate_schema_name(custom_schema_name, node) -%}
    {#- One database file is one environment, so a schema needs no prefix. -#}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
