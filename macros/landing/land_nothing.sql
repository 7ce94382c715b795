{% macro land_nothing(table) %}
create table raw.{{ table.raw_table }} (
    {%- for column in table.columns %}
    {{ column }} varchar,
    {%- endfor %}
);
{% endmacro %}
