{#- A view: the rows stay in their files. -#}
{% macro land_parquet(table) %}
create view raw.{{ table.raw_table }} as
select
    {%- for column in table.columns %}
    {{ 'null::varchar as ' if column not in table.found }}{{ column }},
    {%- endfor %}
from {{ parquet_files(table) }};
{% endmacro %}


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
