{#- The ISO code of a country that is written as a code or by its name; `ZZ`,
    CLDR's code of an unknown region, if nothing explains it; null if there is
    none. -#}
{% macro country_of(column) -%}
    case
        when {{ column }} is not null
            then coalesce(
                (
                    select max(words.meaning)
                    from {{ ref('int_words_understood') }} as words
                    where
                        words.vocabulary = 'country'
                        and words.written = {{ column }}
                ),
                'ZZ'
            )
    end
{%- endmacro %}
