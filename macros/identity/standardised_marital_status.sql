{% macro standardised_marital_status(column) -%}
    {#- Sources have codes of their own: only the spelling comes to one form, and what
        says nothing is null. -#}
    nullif(
        regexp_replace(
            {{ standardised_name(column) }},
            '^(unknown|inconnue?|none|n ?[acd])$', ''
        ),
        ''
    )
{%- endmacro %}
