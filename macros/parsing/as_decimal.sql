{% macro as_decimal(column, scale=2, separators={}) -%}
    {%- if target.name == 'lint' and model.resource_type == 'model' -%}
        {{ return(column) }}
    {%- endif -%}
    {%- set type = 'decimal(18, ' ~ scale ~ ')' -%}
    {%- set separator = separators.get(column) -%}
    {%- set plain -%}
        try_cast({{ plain_number(column, separator) }} as {{ type }})
    {%- endset -%}
    case
        when typeof({{ column }}) <> 'VARCHAR'
            then try_cast({{ column }} as {{ type }})
        {%- if separator != 'point' %}
        when {{ is_unclear_number(column) }} then {{ plain }}
        {%- endif %}
        else coalesce(try_cast({{ column }} as {{ type }}), {{ plain }})
    end
{%- endmacro %}
