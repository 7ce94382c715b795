{#- True if a key of a record stands for nobody: `0`, `NULL`, `guest`.
    Keys are compared in lower case only, because folding all of them is slow
    and signs belong to a key. Null if the key is null. -#}
{% macro names_nobody(column) -%}
    lower({{ column }}) in (
        select words.word
        from {{ ref('int_words_known') }} as words
        where words.vocabulary = 'no_account'
    )
{%- endmacro %}
