{#- A view: the rows stay in their files. -#}
{% macro land_parquet(table) %}
create view raw.{{ table.raw_table }} as
select
    {%- for column in table.columns %}
    {{ 'null::varchar as ' if column not in table.found }}{{ column }},
    {%- endfor %}
from {{ parquet_files(table) }};
{% endmacro %}
