{% macro is_impossible_email(column) -%}
    not regexp_full_match(
        {{ column }},
        '[^@\s,;:<>()"]+@[^@\s,;:<>()"._-]([^@\s,;:<>()"_]*[^@\s,;:<>()"._-])?\.[A-Za-z]{2,}'
    )
    or contains({{ column }}, '..')
    or length({{ column }}) > 254
{%- endmacro %}
