{% macro uncast_columns(columns) -%}
    {%- if target.name == 'lint' and model.resource_type == 'model' -%}
        {{ return('[]') }}
    {%- endif -%}
    {#- A list for every row would be slow, so it is built only if one is
        needed. -#}
    case
        when
            {%- for column in columns %}
            {{ "or " if not loop.first -}}
            case
                when {{ column }} is null and written.{{ column }} is not null
                    then trim(written.{{ column }}::varchar) <> ''
                else false
            end
            {%- endfor %}
            then list_filter(
                [
                    {%- for column in columns %}
                    case
                        when
                            {{ column }} is null
                            and trim(written.{{ column }}::varchar) <> ''
                            then '{{ column }}: '
                                || trim(written.{{ column }}::varchar)
                    end,
                    {%- endfor %}
                ],
                lambda column_name: column_name is not null
            )
        else []::varchar[]
    end
{%- endmacro %}
