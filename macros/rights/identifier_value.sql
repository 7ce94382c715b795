{#- A column in the form of the identifiers: handles are written with or without
    @. -#}
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
