{% macro state_file_exists(file) -%}
    {{ return(run_query(
        "select count(*) from glob('" ~ glob_text(file) ~ "')"
    ).columns[0][0] > 0) }}
{%- endmacro %}
