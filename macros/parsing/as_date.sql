{% macro as_date(column) -%}
    {%- if target.name == 'lint' and model.resource_type == 'model' -%}
        {{ return(column) }}
    {%- endif -%}
    {#-
        A text becomes the day that it spells; a time and offset after it are
        ignored. Infinity has no microseconds: it becomes null, and
        uncast_columns lists it.
    -#}
    case
        when typeof({{ column }}) = 'DATE'
            then make_timestamp(
                epoch_us(try_cast({{ column }} as timestamp))
            )::date
        when typeof({{ column }}) = 'TIMESTAMP WITH TIME ZONE'
            then make_timestamp(
                epoch_us(
                    timezone(
                        '{{ var("reporting_timezone") | replace("'", "''") }}',
                        try_cast({{ column }} as timestamptz)
                    )
                )
            )::date
        else try_cast(
            regexp_extract(
                regexp_replace(
                    trim({{ column }}::varchar),
                    '^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})', '\3-\2-\1'
                ),
                '^(\d{4}[-/]\d{1,2}[-/]\d{1,2})([ T]\d.*)?$', 1
            ) as date
        )
    end
{%- endmacro %}
