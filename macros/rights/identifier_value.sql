{#- A column of `personal_columns` as identifiers have it: handles are written with or
    without their sign. -#}
{% macro identifier_value(identifier_type, column) -%}
    {{ return(
        standardised_handle(column) if identifier_type == 'social_handle' else column
    ) }}
{%- endmacro %}
