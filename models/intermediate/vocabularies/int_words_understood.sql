with

words_written as (

    select distinct
        vocabulary,
        written,
        {{ folded_word('written') }} as word,
    from {{ ref('int_words_counted') }}

),

words as (

    select * from {{ ref('int_words_known') }}

),

understood as (

    select
        words_written.vocabulary,
        words_written.written,
        words.meaning,
    from words_written
    left join words
        on
            words_written.vocabulary = words.vocabulary
            and words_written.word = words.word

)

select * from understood
