{% macro folded_word(text) -%}
    {#-
        From the inside out: accents and case, the prefix of WooCommerce, the
        fraction of a number, the sign of a number, all but letters and digits.
        A word of signs only stays as it is.
    -#}
    coalesce(
        nullif(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(
                            lower(strip_accents({{ text }})), '^\s*wc-', ''
                        ),
                        '\.0+\s*$', ''
                    ),
                    '^\s*-(\d)', 'minus\1'
                ),
                '[^\p{L}\p{M}\p{N}]', '', 'g'
            ),
            ''
        ),
        lower(trim({{ text }}))
    )
{%- endmacro %}
