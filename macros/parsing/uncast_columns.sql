{% macro uncast_columns(
    decimals=[], integers=[], dates=[], timestamps=[], scale=2, separators={}
) -%}
    {%- if target.name == 'lint' and model.resource_type == 'model' -%}
        {{ return('[]') }}
    {%- endif -%}
    {%- set casts = {} -%}
    {%- for column in decimals -%}
        {%- do casts.update({column: as_decimal(column, scale, separators)}) -%}
    {%- endfor -%}
    {%- for column in integers -%}
        {%- do casts.update({column: as_integer(column, separators)}) -%}
    {%- endfor -%}
    {%- for column in dates -%}
        {%- do casts.update({column: as_date(column)}) -%}
    {%- endfor -%}
    {%- for column in timestamps -%}
        {%- do casts.update({column: as_timestamp(column)}) -%}
    {%- endfor -%}
    {#- A list for every row would be slow, so it is built only if one is
        needed. -#}
    case
        when
            {%- for column, cast in casts.items() %}
            {{ "or " if not loop.first -}}
            case
                when {{ cast }} is null and {{ column }} is not null
                    then trim({{ column }}::varchar) <> ''
                else false
            end
            {%- endfor %}
            then list_filter(
                [
                    {%- for column, cast in casts.items() %}
                    case
                        when
                            {{ cast }} is null
                            and trim({{ column }}::varchar) <> ''
                            then '{{ column }}: ' || trim({{ column }}::varchar)
                    end,
                    {%- endfor %}
                ],
                lambda column_name: column_name is not null
            )
        else []::varchar[]
    end
{%- endmacro %}
