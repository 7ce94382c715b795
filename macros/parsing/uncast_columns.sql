{% macro uncast_columns(columns) -%}
    {%- if target.name == 'lint' and model.resource_type == 'model' -%}
        {{ return('[]') }}
    {%- endif -%}
    {#-
        A list for every row would be slow, so it is built only if one is
        needed. Each text stands in one place: DuckDB would compute what stands
        in two for all rows.
    -#}
    case
        when
            {%- for column in columns %}
            {{ "or " if not loop.first -}}
            ({{ column }} is null and written_{{ column }} is not null)
            {%- endfor %}
            then list_filter(
                [
                    {%- for column in columns %}
                    case
                        when {{ column }} is null
                            then '{{ column }}: ' || trim(written_{{ column }}::varchar)
                    end,
                    {%- endfor %}
                ],
                {#- Spaces only are no value. #}
                lambda uncast: uncast is not null and not suffix(uncast, ': ')
            )
        else []::varchar[]
    end
{%- endmacro %}
