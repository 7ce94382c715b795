{% macro standardised_handle(column) -%}
    nullif(lower(trim(regexp_replace({{ column }}, '^\s*@', ''))), '')
{%- endmacro %}
