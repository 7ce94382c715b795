{#- A file is unreadable or lacks a required column. -#}
{% macro file_problem(table) -%}
    {%- set found = found_columns(table) -%}
    {%- do table.update({'found': found}) -%}
    {%- if not found -%}
        {{ return(
            table.raw_table ~ ": " ~ table.input ~ " cannot be read as "
            ~ ('csv' if table.action == 'csv' else 'parquet') ~ "; write it "
            ~ "again, or remove it if there is no such data."
        ) }}
    {%- endif -%}
    {%- set missing = table.required | reject('in', found) | list -%}
    {%- if missing -%}
        {{ return(
            table.raw_table ~ ": " ~ table.input ~ " lacks the required "
            ~ "column(s) " ~ missing | join(', ') ~ "; found: "
            ~ found | join(', ') ~ ". Rename or add the column(s)"
            ~ (", and save the file as UTF-8" if table.action == 'csv' else "")
            ~ "."
        ) }}
    {%- endif -%}
    {%- for column in table.columns
        if found | select('equalto', column) | list | length > 1 -%}
        {{ return(
            table.raw_table ~ ": " ~ table.input ~ " has the column "
            ~ column ~ " twice; keep one of them."
        ) }}
    {%- endfor -%}
{%- endmacro %}
