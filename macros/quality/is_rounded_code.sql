{% macro is_rounded_code(column) -%}
    {#- Cheap tests first: nearly no key has these characters. -#}
    (
        contains({{ column }}, 'E+') or contains({{ column }}, 'e+')
        or suffix({{ column }}, '.0')
    )
    and regexp_full_match(
        {{ column }}, '[+-]?\d([.,]\d+)?[Ee]\+\d+|\d{16,}\.0'
    )
{%- endmacro %}
