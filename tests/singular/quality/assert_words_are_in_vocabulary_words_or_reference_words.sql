{{ config(severity='warn') }}
-- Add the words to your raw table reference_words, or to the seeds
-- vocabulary_words and country_words. An unknown answer to a consent counts as
-- a refusal, so one is enough for a warning.
with

unknown_words as (

    select * from {{ ref('int_words_unknown') }}

),

columns_with_unknown_words as (

    select
        vocabulary,
        raw_table,
        column_name,
        sum(row_count) as row_count,
        sum(row_share) as row_share,
        list_sort(list(word)) as words,
    from unknown_words
    group by all

)

select *
from columns_with_unknown_words
where
    vocabulary in ('yes_no', 'consent_channel', 'consent_purpose')
    or row_share > {{ quality_threshold('unknown_word_share') }}
