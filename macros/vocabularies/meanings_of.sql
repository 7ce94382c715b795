{#- The words of one vocabulary that the input has, as written, with what each
    means; null if no seed and no `reference_words` says it. A relation. -#}
{% macro meanings_of(vocabulary) -%}
    (
        select
            words.written,
            words.meaning
        from {{ ref('int_words_understood') }} as words
        where words.vocabulary = '{{ vocabulary }}'
    )
{%- endmacro %}
