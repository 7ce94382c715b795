{% macro standardised_name(column) -%}
    {#- Letters of any alphabet, with the marks that belong to them, in words. A
        joiner tells how to write letters, not which. -#}
    nullif(
        trim(
            regexp_replace(
                regexp_replace(
                    lower({{ without_accents(column) }}),
                    '[\x{200C}\x{200D}]', '', 'g'
                ),
                '[^\p{L}\p{N}\p{M}]+', ' ', 'g'
            )
        ),
        ''
    )
{%- endmacro %}
