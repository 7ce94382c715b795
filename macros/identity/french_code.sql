{% macro french_code(column) -%}
    {#- Five characters. A program that took them for a number has lost a zero in front
        or found one behind a point. -#}
    nullif(
        regexp_extract(
            regexp_replace(
                regexp_replace(
                    upper({{ column }}), '^\s*FR?[\s-]*|\.0$|\s', '', 'g'
                ),
                '^(\d{4})$', '0\1'
            ),
            '^\d[\dAB]\d{3}$'
        ),
        ''
    )
{%- endmacro %}
