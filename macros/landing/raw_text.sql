{#- A value as text that staging understands as the value itself. -#}
{% macro raw_text(column, type) -%}
    {%- if type == 'VARCHAR' -%}
        {{ column }}
    {%- elif type in ['DOUBLE', 'FLOAT'] or type.startswith('DECIMAL') -%}
        {#- Keys become floats where some are missing: 17850.0 is 17850. In text,
            12.125 could be twelve thousand; 12.1250 could not. -#}
        case
            when {{ column }} = trunc({{ column }}) and abs({{ column }}) < 1e15
                then {{ column }}::bigint::varchar
            else regexp_replace({{ column }}::varchar, '([.]\d{3})$', '\10')
        end
    {%- else -%}
        {{ column }}::varchar
    {%- endif -%}
{%- endmacro %}
