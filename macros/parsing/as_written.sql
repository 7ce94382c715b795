{% macro as_written(columns) -%}
    {
        {%- for column in columns %}
        '{{ column }}': {{ column }}{{ "," if not loop.last }}
        {%- endfor %}
    }
{%- endmacro %}
