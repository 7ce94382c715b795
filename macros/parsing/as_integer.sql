{% macro as_integer(column) -%}
    {%- if target.name == 'lint' and model.resource_type == 'model' -%}
        {{ return(column) }}
    {%- endif -%}
    {#- A cast of 2.5 would round to 3, so only a fraction of zeros is dropped.
        -#}
    case
        when regexp_matches(typeof({{ column }}), '^U?[A-Z]*INT(EGER)?$')
            then try_cast({{ column }} as bigint)
        when
            try_cast({{ column }} as bigint) = try_cast({{ column }} as double)
            then try_cast({{ column }} as bigint)
        else try_cast(
            regexp_extract(
                trim({{ column }}::varchar), '^([+-]?\d+),00?$', 1
            ) as bigint
        )
    end
{%- endmacro %}
