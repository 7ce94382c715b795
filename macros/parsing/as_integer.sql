{% macro as_integer(column, separators={}) -%}
    {%- if target.name == 'lint' and model.resource_type == 'model' -%}
        {{ return(column) }}
    {%- endif -%}
    {%- set separator = separators.get(column) -%}
    {#-
        A cast of 2.5 would round to 3, so only a fraction of zeros is dropped.
        Each long text stands in one place, see as_decimal.
    -#}
    case
        when regexp_matches(typeof({{ column }}), '^U?[A-Z]*INT(EGER)?$')
            then try_cast({{ column }} as bigint)
        else coalesce(
            case
                when
                    try_cast({{ column }} as bigint)
                    = try_cast({{ column }} as double)
                    {%- if separator != 'point' %}
                    and not (
                        typeof({{ column }}) = 'VARCHAR'
                        and {{ is_unclear_number(column) }}
                    )
                    {%- endif %}
                    then try_cast({{ column }} as bigint)
            end,
            case
                when typeof({{ column }}) = 'VARCHAR'
                    then try_cast(
                        regexp_extract(
                            {{ plain_number(column, separator) }},
                            '^([+-]?\d+)(\.0*)?$', 1
                        ) as bigint
                    )
            end
        )
    end
{%- endmacro %}
