{#- A column as identifiers have it: handles are written with or without their sign. -#}
{% macro identifier_value(kind, column) -%}
    {%- if kind == 'social_handle' -%}
        {{ return(standardised_handle(column)) }}
    {%- elif kind == 'identifier_type' -%}
        {{ return(
            "case when identifier_type = 'social_handle' then "
            ~ standardised_handle(column) ~ " else " ~ column ~ " end"
        ) }}
    {%- endif -%}
    {{ return(column) }}
{%- endmacro %}
