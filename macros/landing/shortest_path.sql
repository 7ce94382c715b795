{% macro shortest_path(path) -%}
    {#- /work/./data/../raw/ is /work/raw. -#}
    {%- set shortened = namespace(path=path) -%}
    {%- for _ in path.split('/') -%}
        {%- set shortened.path = modules.re.sub(
            '/\\.(?=/|$)|/[^/]+/\\.\\.(?=/|$)|(?<=.)/$', '', shortened.path
        ) -%}
    {%- endfor -%}
    {{ return(shortened.path) }}
{%- endmacro %}
