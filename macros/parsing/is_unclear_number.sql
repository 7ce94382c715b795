{% macro is_unclear_number(column) -%}
    {#- A comma does not cast, so only the point needs a look. -#}
    contains({{ column }}::varchar, '.')
    and regexp_full_match(
        {{ column }}::varchar, '\s*[+-]?[1-9]\d{0,2}\.\d{3}\s*'
    )
{%- endmacro %}
