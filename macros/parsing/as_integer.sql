{% macro as_integer(column, separators={}) -%}
    {%- if target.name == 'lint' and model.resource_type == 'model' -%}
        {{ return(column) }}
    {%- endif -%}
    {%- set separator = separators.get(column) -%}
    {#- A cast of 2.5 would round to 3, so only a fraction of zeros is dropped.
        -#}
    {%- set plain -%}
        try_cast(
            regexp_extract(
                {{ plain_number(column, separator) }}, '^([+-]?\d+)(\.0*)?$', 1
            ) as bigint
        )
    {%- endset -%}
    case
        when regexp_matches(typeof({{ column }}), '^U?[A-Z]*INT(EGER)?$')
            then try_cast({{ column }} as bigint)
        {%- if separator != 'point' %}
        when
            typeof({{ column }}) = 'VARCHAR' and {{ is_unclear_number(column) }}
            then {{ plain }}
        {%- endif %}
        when
            try_cast({{ column }} as bigint) = try_cast({{ column }} as double)
            then try_cast({{ column }} as bigint)
        when typeof({{ column }}) = 'VARCHAR' then {{ plain }}
    end
{%- endmacro %}
