{% macro text_of_var(name) -%}
    '{{ var(name) | string | trim | replace("'", "''") }}'
{%- endmacro %}
