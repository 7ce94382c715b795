{% macro standardised_commune(column) -%}
    {#-
        Letters only, because hyphens, apostrophes and spaces vary. From the
        inside out: accents, CEDEX and the rest, s/s and s/, St and Ste, numbers
        of arrondissements, the article before the name or in brackets after it.
    -#}
    nullif(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(
                            regexp_replace(
                                regexp_replace(
                                    replace(
                                        strip_accents(lower(trim({{ column }}))),
                                        'œ', 'oe'
                                    ),
                                    '\bcedex\b.*$', ''
                                ),
                                '\b(s/s|ss)\b', 'sous', 'g'
                            ),
                            '\bs\b', 'sur', 'g'
                        ),
                        '\bst(e?s?)\b', 'saint\1', 'g'
                    ),
                    '\b(\d+ ?(er?|eme)?|arr(ondissement|t|dt)?|ardt)\b', '', 'g'
                ),
                '^(?:les?|la|l)\W+(\w)|\((?:les?|la|l)\W*\)$', '\1', 'g'
            ),
            '[^\p{L}]', '', 'g'
        ),
        ''
    )
{%- endmacro %}
