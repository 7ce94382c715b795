{% macro shortest_path(path) -%}
    {#- /home/./data/../raw/ is /home/raw. -#}
    {%- set shortened = namespace(path=path) -%}
    {%- for _ in path.split('/') -%}
        {%- set shortened.path = modules.re.sub(
            '/\\.(?=/|$)|/[^/]+/\\.\\.(?=/|$)|(?<=.)/$', '', shortened.path
        ) -%}
    {%- endfor -%}
    {{ return(shortened.path) }}
{%- endmacro %}
