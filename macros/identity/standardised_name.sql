{% macro standardised_name(column) -%}
    {#- Letters of any alphabet, in words. -#}
    nullif(
        trim(
            regexp_replace(
                lower(strip_accents({{ column }})), '[^\p{L}\p{N}]+', ' ', 'g'
            )
        ),
        ''
    )
{%- endmacro %}
