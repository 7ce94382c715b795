{% macro raw_folder() -%}
    {#- Empty when a loader fills the raw schema and no file is to be read. -#}
    {%- set folder = var('raw_dir') | string | trim -%}
    {%- set absolute = '/|[A-Za-z]:|[a-z0-9]+://' -%}
    {%- if folder and not modules.re.match(absolute, folder) -%}
        {%- set folder = project_folder() ~ '/' ~ folder -%}
    {%- endif -%}
    {{ return(shortest_path(folder)) }}
{%- endmacro %}
