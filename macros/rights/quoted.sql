{% macro quoted(sql) -%}
    {{ return(sql | replace("'", "''")) }}
{%- endmacro %}
