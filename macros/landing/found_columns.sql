{#- The columns of a table's input, or none if it is unreadable. -#}
{% macro found_columns(table) -%}
    {%- if table.action == 'csv' -%}
        {{ return(csv_dialect(table.files[0]).columns) }}
    {%- endif -%}
    {%- for file in table.files -%}
        {%- if not adapter.location_exists(glob_text(file)) -%}
            {{ return(none) }}
        {%- endif -%}
    {%- endfor -%}
    {%- set described = run_query(
        "select lower(column_name) from (describe from "
        ~ parquet_files(table) ~ ")"
    ) -%}
    {{ return(described.columns[0].values() | list) }}
{%- endmacro %}
