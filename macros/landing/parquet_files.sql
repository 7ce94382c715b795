{% macro parquet_files(table) -%}
    read_parquet(
        [
            {%- for file in table.files %}
            '{{ glob_text(file) }}',
            {%- endfor %}
        ],
        union_by_name = true,
        binary_as_string = true
    )
{%- endmacro %}
