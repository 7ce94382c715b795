{% macro standardised_name(column, titles) -%}
    {#- Letters of any alphabet, in words; a title goes where a name follows it. -#}
    nullif(
        regexp_replace(
            trim(
                regexp_replace(
                    lower(strip_accents({{ column }})), '[^\p{L}\p{N}]+', ' ', 'g'
                )
            ),
            {% if titles -%}
            '^(({{ titles | join("|") }}) )+',
            {%- else -%}
            '^$',
            {%- endif %}
            ''
        ),
        ''
    )
{%- endmacro %}
