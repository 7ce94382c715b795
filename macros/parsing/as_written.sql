{% macro as_written(columns) -%}
    {%- for column in columns -%}
        {{ column }} as written_{{ column }}
        {%- if not loop.last %},
        {% endif -%}
    {%- endfor -%}
{%- endmacro %}
