{% macro is_time_zone(name) -%}
    {{ return(run_query(
        "select count(*) > 0 from pg_timezone_names() where name = '"
        ~ name | replace("'", "''") ~ "'"
    ).columns[0][0]) }}
{%- endmacro %}
