{% macro unusual_timestamp(text) -%}
    {#-
        From the inside out: day before month, date only, time without seconds,
        space before the offset, no offset.
    -#}
    make_timestamp(
        epoch_us(try_cast(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(
                            regexp_replace(
                                trim({{ text }}),
                                '^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})',
                                '\3-\2-\1'
                            ),
                            '^([\d/-]+)$', '\1 00:00:00'
                        ),
                        '([ T]\d{1,2}:\d\d)( *[zZ+-].*)?$', '\1:00\2'
                    ),
                    ' +([zZ]|[+-][\d:]+)$', '\1'
                ),
                '([ T]\d{1,2}:\d\d:\d\d(\.\d+)?)$',
                '\1 {{ var("reporting_timezone") | replace("'", "''") }}'
            ) as timestamptz
        ))
    )
{%- endmacro %}
