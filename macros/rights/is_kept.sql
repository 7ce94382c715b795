{#- Whether a staged row is of nobody who was erased. -#}
{% macro is_kept(raw_table) -%}
    not {{ is_erased(raw_table, erased_rows()) }}
{%- endmacro %}
