{% macro as_timestamp(column) -%}
    {%- if target.name == 'lint' and model.resource_type == 'model' -%}
        {{ return(column) }}
    {%- endif -%}
    {%- set zone = var('reporting_timezone') | replace("'", "''") -%}
    {#- Z needs no look, and a name such as Europe/London has one meaning. -#}
    {%- set has_abbreviation -%}
        right({{ column }}::varchar, 1) <> 'Z'
        and regexp_matches({{ column }}::varchar, '\d *[A-Za-z]{2,}\s*$')
    {%- endset -%}
    {%- set has_letters_or_offset -%}
        regexp_matches({{ column }}::varchar, ':.*[+a-zA-Z-]')
    {%- endset -%}
    {#- Both in one pattern: DuckDB would compute a test that stands in two places
        for all rows. -#}
    {%- set told -%}
        case
            when
                regexp_matches({{ column }}::varchar, ':.*\d *[A-Za-z]{2,}\s*$')
                then {{ time_of_abbreviation(column ~ '::varchar') }}
            else {{ column }}::varchar
        end
    {%- endset -%}
    {#-
        make_timestamp(epoch_us(…)) equals timezone('UTC', …) at a twentieth of
        the cost. Infinity has no microseconds: it becomes null, and
        uncast_columns lists it.
    -#}
    case
        when typeof({{ column }}) = 'TIMESTAMP WITH TIME ZONE'
            then make_timestamp(
                epoch_us(try_cast({{ column }} as timestamptz))
            )
        when regexp_matches(typeof({{ column }}), '^(DATE|TIMESTAMP)')
            then make_timestamp(
                epoch_us(
                    timezone('{{ zone }}', try_cast({{ column }} as timestamp))
                )
            )
        else coalesce(
            case
                {#- An offset follows a time of day, so 2025-01-31 has none. #}
                when not {{ has_letters_or_offset }}
                    then make_timestamp(
                        epoch_us(
                            timezone(
                                '{{ zone }}', try_cast({{ column }} as timestamp)
                            )
                        )
                    )
                {#- DuckDB would take BST for the time of Bangladesh. #}
                when not ({{ has_abbreviation }})
                    then make_timestamp(
                        epoch_us(try_cast({{ column }} as timestamptz))
                    )
            end,
            {{ unusual_timestamp(told) }}
        )
    end
{%- endmacro %}
