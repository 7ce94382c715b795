{#- A value as text that staging understands as the value itself. -#}
{% macro raw_text(column, type) -%}
    {%- if type == 'VARCHAR' -%}
        {{ column }}
    {%- elif type in ['DOUBLE', 'FLOAT'] -%}
        {#- Keys become floats where some are missing: 17850.0 is 17850. -#}
        case
            when {{ column }} = trunc({{ column }}) and abs({{ column }}) < 1e15
                then {{ column }}::bigint::varchar
            else {{ column }}::varchar
        end
    {%- else -%}
        {{ column }}::varchar
    {%- endif -%}
{%- endmacro %}
