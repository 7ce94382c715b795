{% macro is_impossible_phone(column) -%}
    {#- E.164 allows 15 digits; no country has numbers of fewer than 6. -#}
    not regexp_full_match({{ column }}, '\+?[\d\s().\x{A0}/-]+')
    or length(regexp_replace({{ column }}, '\D', '', 'g')) not between 6 and 15
    or regexp_full_match(
        regexp_replace({{ column }}, '\D', '', 'g'),
        '0+|1+|2+|3+|4+|5+|6+|7+|8+|9+'
    )
{%- endmacro %}
