{% macro is_siren(column) -%}
    {#- Luhn checksum of nine digits: with every second digit doubled, the sum
        of all digits is a multiple of ten. -#}
    coalesce(
        regexp_full_match({{ column }}, '\d{9}')
        and list_sum(
            list_transform(
                range(1, 10),
                lambda place: case
                    when place % 2 = 1
                        then try_cast(substr({{ column }}, place, 1) as integer)
                    else
                        [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][
                            1 + try_cast(
                                substr({{ column }}, place, 1) as integer
                            )
                        ]
                end
            )
        ) % 10 = 0,
        false
    )
{%- endmacro %}
