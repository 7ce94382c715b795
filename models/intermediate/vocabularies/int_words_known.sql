with

seeds as (

    select
        vocabulary,
        word,
        meaning,
    from {{ ref('vocabulary_words') }}
    union all
    select
        'country' as vocabulary,
        word,
        country_code as meaning,
    from {{ ref('country_words') }}

),

meanings as (

    select distinct
        vocabulary,
        meaning,
    from seeds

),

-- From staging, because the checks of orders read this model. Words with a
-- meaning that the vocabulary does not have are in quarantine.
own as (

    select
        words.vocabulary,
        words.word,
        words.meaning,
        words.loaded_at,
    from {{ ref('stg_reference__words') }} as words
    inner join meanings
        on
            words.vocabulary = meanings.vocabulary
            and words.meaning = meanings.meaning
    where words.word is not null

),

words as (

    select
        vocabulary,
        word,
        meaning,
        true as is_own,
        loaded_at,
    from own
    union all
    select
        vocabulary,
        word,
        meaning,
        false as is_own,
        null as loaded_at,
    from seeds

),

-- Keys are not folded, see the macro names_nobody.
folded as (

    select
        vocabulary,
        case
            when vocabulary = 'no_account' then lower(word)
            else {{ folded_word('word') }}
        end as word,
        meaning,
        is_own,
        loaded_at,
    from words

),

known as (

    select
        vocabulary,
        word,
        meaning,
        is_own,
    from folded
    qualify
        row_number() over (
            partition by vocabulary, word
            order by is_own desc, loaded_at desc nulls last, meaning desc
        ) = 1

)

select * from known
