{#- True if an e-mail is one that shops give to people without one, or to people
    whom they anonymised: by its mailbox or its domain. It has neither accents
    nor most signs, so `translate` folds it, which is much faster. -#}
{% macro is_email_of_nobody(column) -%}
    (
        ends_with(lower({{ column }}), '.invalid')
        {%- for vocabulary, place in {
            'nobody_mailbox': 1, 'nobody_domain': 2
        }.items() %}
        or translate(
            lower(split_part({{ column }}, '@', {{ place }})), '.-_', ''
        ) in (
            select words.word
            from {{ ref('int_words_known') }} as words
            where words.vocabulary = '{{ vocabulary }}'
        )
        {%- endfor %}
    )
{%- endmacro %}
