with

known_meanings as (

    select distinct
        vocabulary,
        meaning,
    from {{ ref('vocabulary_words') }}
    union
    select distinct
        'country' as vocabulary,
        country_code as meaning,
    from {{ ref('country_words') }}

),

{% call(rows) suspected_rows(
    'reference_words',
    ref('stg_reference__words'),
    key=['vocabulary', 'word'],
) -%}
    select {{ failed_check('unknown_meaning', 'meaning') }}
    from {{ rows }}
    where
        meaning is not null
        and (vocabulary, meaning) not in (
            select (known_meanings.vocabulary, known_meanings.meaning)
            from known_meanings
        )
{%- endcall %}
