{#- The columns are text. Until the table is filled, it counts as unfinished. -#}
{% macro create_table(table) %}
create or replace table raw.{{ table.raw_table }} (
    {%- for column in table.columns %}
    {{ column }} varchar,
    {%- endfor %}
);

comment on table raw.{{ table.raw_table }} is 'strata: unfinished';
{% endmacro %}
