{% macro without_damage(text) -%}
    {#-
        From the inside out: characters without width, white space of any kind,
        white space around the text, Excel's ="…" and Excel's apostrophe, which
        stands before something that Excel would calculate with. A joiner
        between two letters is part of the spelling, and so is the apostrophe of
        't Hart.
    -#}
    nullif(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(
                            {{ text }},
                            '[\x{AD}\x{200B}\x{200E}\x{200F}\x{202A}-\x{202E}\x{2060}-\x{206F}\x{FEFF}]',
                            '', 'g'
                        ),
                        '[\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}]',
                        ' ', 'g'
                    ),
                    '^[\s\x{200C}\x{200D}]+|[\s\x{200C}\x{200D}]+$', '', 'g'
                ),
                '^="([^"]*)"$', '\1'
            ),
            '^''([0-9+=@-])', '\1'
        ),
        ''
    )
{%- endmacro %}
