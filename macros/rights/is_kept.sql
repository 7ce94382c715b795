{#- Whether a staged row names none of the erased. A dbt unit test knows no sources, and
    so no columns that name people: there all rows are kept. -#}
{% macro is_kept(raw_table) -%}
    {{ "not " ~ is_erased(raw_table, source('state', 'rows_erased'))
        if personal_columns(raw_table) else "true" }}
{%- endmacro %}
