{% macro without_mojibake(text) -%}
    {#-
        A lead byte followed by a byte of a continuation, both read as Latin
        characters. Undone once, and once more if the result has such a pair.
    -#}
    {%- set pair -%}
        '[\x{C2}-\x{F4}][\x{80}-\x{BF}\x{152}\x{153}\x{160}\x{161}\x{178}\x{17D}\x{17E}\x{192}\x{2C6}\x{2DC}\x{2013}-\x{203A}\x{20AC}\x{2122}]'
    {%- endset -%}
    case
        when
            strlen({{ text }}) <> length({{ text }})
            and regexp_matches({{ text }}, {{ pair }})
            then list_transform(
                [coalesce({{ undone_mojibake(text) }}, {{ text }})],
                lambda once_undone: case
                    when regexp_matches(once_undone, {{ pair }})
                        then coalesce(
                            {{ undone_mojibake('once_undone') }}, once_undone
                        )
                    else once_undone
                end
            )[1]
        else {{ text }}
    end
{%- endmacro %}
