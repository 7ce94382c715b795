{% macro plain_number(column, separator=none) -%}
    {#-
        1.250 and 1,250 have two readings; the separator of decimals in their
        column decides. All other forms have one.
    -#}
    list_transform(
        list_transform(
            [trim({{ column }}::varchar)],
            lambda written: case
                when
                    regexp_full_match(
                        written,
                        '[+-]?\d{1,3}([ ''\x{A0}\x{2019}\x{202F}]\d{3})+([.,]\d+)?'
                    )
                    then regexp_replace(written, '[ ''\x{A0}\x{2019}\x{202F}]', '', 'g')
                else written
            end
        ),
        lambda digits: case
            when regexp_full_match(digits, '[+-]?[1-9]\d{0,2}[.,]\d{3}')
                then {{
                    "replace(replace(digits, '.', ''), ',', '.')"
                    if separator == 'comma'
                    else "replace(digits, ',', '')" if separator == 'point'
                    else "null"
                }}
            when
                regexp_full_match(
                    digits,
                    '[+-]?\d{1,3}(,\d{3})+\.\d+|[+-]?\d{1,3}(,\d{3}){2,}'
                )
                then replace(digits, ',', '')
            when
                regexp_full_match(
                    digits,
                    '[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d{1,3}(\.\d{3}){2,}|[+-]?(\d+,\d*|,\d+)'
                )
                then replace(replace(digits, '.', ''), ',', '.')
            else digits
        end
    )[1]
{%- endmacro %}
