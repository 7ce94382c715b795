{% macro french_code(column) -%}
    {#- Five characters. A program that read the code as a number has dropped
        the leading zero or added `.0`. -#}
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
