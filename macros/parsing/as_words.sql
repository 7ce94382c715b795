{% macro as_words(column) -%}
    {%- if target.name == 'lint' and model.resource_type == 'model' -%}
        {{ return(column) }}
    {%- endif -%}
    {%- set text = column ~ "::varchar" -%}
    {#- First the mojibake: its second half may be a space without a break. -#}
    case
        when typeof({{ column }}) in ('DOUBLE', 'FLOAT')
            then regexp_replace({{ text }}, '\.0$', '')
        when {{ is_damaged_text(text) }}
            then {{ without_damage(without_mojibake(text)) }}
        else {{ text }}
    end
{%- endmacro %}
