{% macro standardised_gender(column) -%}
    case
        when regexp_full_match(lower({{ column }}), 'm|male|h|homme|man')
            then 'm'
        when regexp_full_match(lower({{ column }}), 'f|female|femme|w|woman')
            then 'f'
    end
{%- endmacro %}
