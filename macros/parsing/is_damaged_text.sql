{% macro is_damaged_text(text) -%}
    {#-
        Cheap tests come first, because nearly all text is sound: white space,
        a quote and an apostrophe sort before the parenthesis, and text in ASCII
        has as many bytes as characters.
    -#}
    {{ text }} < '('
    or starts_with({{ text }}, '=')
    or suffix({{ text }}, ' ') or suffix({{ text }}, chr(9))
    or suffix({{ text }}, chr(10)) or suffix({{ text }}, chr(13))
    or (
        strlen({{ text }}) <> length({{ text }})
        and regexp_matches(
            {{ text }},
            '[\x{80}-\x{A0}\x{AD}\x{1680}\x{2000}-\x{200F}\x{2028}-\x{202F}\x{205F}-\x{206F}\x{3000}\x{FEFF}]|[\x{C2}-\x{F4}][\x{80}-\x{BF}\x{152}\x{153}\x{160}\x{161}\x{178}\x{17D}\x{17E}\x{192}\x{2C6}\x{2DC}\x{2013}-\x{203A}\x{20AC}\x{2122}]'
        )
    )
{%- endmacro %}
