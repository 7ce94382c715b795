{% macro standardised_marital_status(column) -%}
    {#- Sources have their own codes, so only the spelling is standardised.
        Values for unknown become null. -#}
    nullif(
        regexp_replace(
            {{ standardised_name(column) }},
            '^(unknown|inconnue?|none|n ?[acd])$', ''
        ),
        ''
    )
{%- endmacro %}
