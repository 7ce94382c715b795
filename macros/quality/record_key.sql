{% macro record_key(columns) -%}
    {%- if columns | length == 1 -%}
        coalesce({{ columns[0] }}, '')
    {%- else -%}
        concat_ws('|'
            {%- for column in columns -%}
                , coalesce({{ column }}::varchar, '')
            {%- endfor -%}
        )
    {%- endif -%}
{%- endmacro %}
