{% macro without_accents(column) -%}
    {#-
        In Latin, Greek and Cyrillic a mark is an accent. In other scripts it is
        part of the letter: a vowel in Hindi, a voiced consonant in Japanese. A
        text with such letters is taken sign by sign. ASCII has no accents.
    -#}
    case
        when strlen({{ column }}) = length({{ column }}) then {{ column }}
        when
            not regexp_matches(
                {{ column }},
                '[^\x{0}-\x{52F}\x{1E00}-\x{206F}\x{20A0}-\x{20CF}\x{2100}-\x{214F}]'
            )
            then strip_accents({{ column }})
        else array_to_string(
            list_transform(
                regexp_extract_all(
                    nfc_normalize({{ column }}),
                    '[\x{0}-\x{52F}\x{1E00}-\x{1FFF}]+|[^\x{0}-\x{52F}\x{1E00}-\x{1FFF}]+'
                ),
                lambda letters: case
                    when
                        regexp_matches(
                            letters, '^[\x{0}-\x{52F}\x{1E00}-\x{1FFF}]'
                        )
                        then strip_accents(letters)
                    else letters
                end
            ),
            ''
        )
    end
{%- endmacro %}
