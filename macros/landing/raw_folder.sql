{% macro raw_folder() -%}
    {#- Empty when a loader fills the raw schema and no file is to be read. -#}
    {%- set folder = var('raw_dir') | string | trim -%}
    {{ return(project_path(folder) if folder else '') }}
{%- endmacro %}
