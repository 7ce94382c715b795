{#-
    A view: the rows stay in their files. Where the types of a column differ, it is
    text: a union would shift times without a zone, and turn keys into numbers.
-#}
{% macro land_parquet(table) %}
create view raw.{{ table.raw_table }} as
{%- for part in table.parts %}
select
    {%- for column in table.columns %}
    {%- set types = table.parts | map(attribute='types')
        | selectattr(column, 'defined') | map(attribute=column)
        | unique(case_sensitive=true) | list %}
    {%- if column not in part.types %}
    {{ 'null' if types else 'null::varchar' }} as {{ column }},
    {%- else %}
    {{ column if types | length == 1
        else raw_text(column, part.types[column]) }} as {{ column }},
    {%- endif %}
    {%- endfor %}
from {{ parquet_files(part) }}
{{ 'union all' if not loop.last }}
{%- endfor %}
{% endmacro %}
