{% macro without_written(columns) -%}
    * exclude (
    {%- for column in columns %}
        written_{{ column }}{{ "," if not loop.last }}
    {%- endfor %}
    )
{%- endmacro %}
