{{ config(materialized='view') }}

with

{{ clean_rows(
    'reference_words',
    ref('stg_reference__words'),
    ref('int_reference_words_suspected'),
    bulk_key=['vocabulary', 'word'],
) }}
