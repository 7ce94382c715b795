{% macro parquet_files(part) -%}
    read_parquet(
        [
            {%- for file in part.files %}
            '{{ glob_text(file) }}',
            {%- endfor %}
        ],
        union_by_name = true,
        binary_as_string = true,
        hive_types_autocast = false
    )
{%- endmacro %}
