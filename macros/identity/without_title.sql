{% macro without_title(column, titles) -%}
    {#- A title is removed only if a name follows it. -#}
    case
        when
            contains({{ column }}, ' ')
            and list_contains({{ titles }}, split_part({{ column }}, ' ', 1))
            then substr(
                {{ column }}, length(split_part({{ column }}, ' ', 1)) + 2
            )
        else {{ column }}
    end
{%- endmacro %}
