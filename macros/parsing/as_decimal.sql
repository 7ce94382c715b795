{% macro as_decimal(column, scale=2) -%}
    {%- if target.name == 'lint' and model.resource_type == 'model' -%}
        {{ return(column) }}
    {%- endif -%}
    {#-
        A comma is a decimal comma. Before exactly three digits it is ambiguous,
        because it may separate thousands: 1,234 does not cast, 0,125 and 1,25
        do.
    -#}
    case
        when typeof({{ column }}) <> 'VARCHAR'
            then try_cast({{ column }} as decimal(18, {{ scale }}))
        else coalesce(
            try_cast({{ column }} as decimal(18, {{ scale }})),
            try_cast(
                replace(
                    regexp_extract(
                        trim({{ column }}::varchar),
                        '^[+-]?(\d+,(\d{0,2}|\d{4,})|\d{4,},\d{3}|0?,\d+)$'
                    ),
                    ',', '.'
                ) as decimal(18, {{ scale }})
            )
        )
    end
{%- endmacro %}
