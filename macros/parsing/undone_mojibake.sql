{% macro undone_mojibake(text) -%}
    {#-
        The characters of cp1252 become those of Latin-1, whose numbers are the
        bytes. In the hexadecimal digits of UTF-8, `C2 xx` and `C3 xx` are the
        bytes from 80 and from C0. If they are UTF-8 themselves, they are read as
        such.
    -#}
    {%- set marks = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ' -%}
    {%- set bytes = [
        128, 130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140, 142, 145,
        146, 147, 148, 149, 150, 151, 152, 153, 154, 155, 156, 158, 159,
    ] -%}
    list_transform(
        list_transform(
            [
                translate(
                    {{ text }}, '{{ marks }}',
                    concat(chr({{ bytes | join('), chr(') }}))
                )
            ],
            lambda latin: case
                when regexp_full_match(latin, '[\x{1}-\x{FF}]*')
                    then replace(
                        translate(
                            replace(replace(replace(replace(replace(
                                regexp_replace(
                                    hex(encode(latin)), '(..)', '\1 ', 'g'
                                ),
                                'C2 ', ''
                            ), 'C3 8', 'W'), 'C3 9', 'X'), 'C3 A', 'Y'), 'C3 B', 'Z'),
                            'WXYZ', 'CDEF'
                        ),
                        ' ', '-'
                    )
            end
        ),
        lambda digits: case
            when
                regexp_full_match(
                    digits,
                    '([0-7].-|(C[2-9A-F]|D.)-[89AB].-|(E0-[AB]|E[1-9A-CEF]-[89AB]|ED-[89]).-[89AB].-|(F0-[9AB]|F[1-3]-[89AB]|F4-8).-[89AB].-[89AB].-)*'
                )
                then decode(unhex(replace(digits, '-', '')))
        end
    )[1]
{%- endmacro %}
