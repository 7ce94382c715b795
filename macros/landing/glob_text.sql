{% macro glob_text(path) -%}
    {#- The path itself, not a pattern, inside the quotes of a SQL text. -#}
    {{ return(
        modules.re.sub('([*?\\[])', '[\\1]', path) | replace("'", "''")
    ) }}
{%- endmacro %}
