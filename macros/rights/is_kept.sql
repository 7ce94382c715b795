{#- True if a staged row belongs to no erased person. A dbt unit test cannot
    read sources and their identifying columns, so it keeps all rows. -#}
{% macro is_kept(raw_table) -%}
    {{ "not " ~ is_erased(raw_table, source('state', 'rows_erased'))
        if personal_columns(raw_table) else "true" }}
{%- endmacro %}
