{% macro as_text(column) -%}
    {%- if target.name == 'lint' and model.resource_type == 'model' -%}
        {{ return(column) }}
    {%- endif -%}
    {%- set text = column ~ "::varchar" -%}
    case
        when typeof({{ column }}) in ('DOUBLE', 'FLOAT')
            then regexp_replace({{ text }}, '\.0$', '')
        when {{ is_damaged_text(text) }}
            then {{ without_damage(text) }}
        else {{ text }}
    end
{%- endmacro %}
