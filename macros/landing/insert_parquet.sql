{#- Beside csv files, parquet files become text, too. -#}
{% macro insert_parquet(table, part) %}
insert into raw.{{ table.raw_table }}
select
    {%- for column in table.columns %}
    {{ raw_text(column, part.types[column])
        if column in part.types else 'null' }},
    {%- endfor %}
from {{ parquet_files(part) }};
{% endmacro %}
