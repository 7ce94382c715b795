{% macro project_path(path) -%}
    {%- set project = invocation_args_dict.project_dir | string -%}
    {{ return(run_query(
        "select os_path_abspath(os_path_join('"
        ~ project | replace("'", "''") ~ "', '" ~ path | replace("'", "''")
        ~ "'))"
    ).columns[0][0]) }}
{%- endmacro %}
