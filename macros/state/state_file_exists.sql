{% macro state_file_exists(file) -%}
    {{ return(run_query(
        "select os_path_isfile('" ~ file | replace("'", "''") ~ "')"
    ).columns[0][0]) }}
{%- endmacro %}
