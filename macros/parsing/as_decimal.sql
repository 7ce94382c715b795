{% macro as_decimal(column, scale=2, separators={}) -%}
    {%- if target.name == 'lint' and model.resource_type == 'model' -%}
        {{ return(column) }}
    {%- endif -%}
    {%- set type = 'decimal(18, ' ~ scale ~ ')' -%}
    {%- set separator = separators.get(column) -%}
    {#- DuckDB computes what stands in two places for all rows. -#}
    case
        when typeof({{ column }}) <> 'VARCHAR'
            then try_cast({{ column }} as {{ type }})
        else coalesce(
            {%- if separator == 'point' %}
            try_cast({{ column }} as {{ type }}),
            {%- else %}
            case
                when not ({{ is_unclear_number(column) }})
                    then try_cast({{ column }} as {{ type }})
            end,
            {%- endif %}
            try_cast({{ plain_number(column, separator) }} as {{ type }})
        )
    end
{%- endmacro %}
