{#- At most so many words of a column are shown. -#}
{%- set words_shown = 20 -%}

with

counted as (

    select * from {{ ref('int_words_counted') }}

),

understood as (

    select * from {{ ref('int_words_understood') }}

),

shares as (

    select
        counted.vocabulary,
        counted.raw_table,
        counted.column_name,
        counted.written,
        counted.row_count,
        sum(counted.row_count) over (
            partition by counted.raw_table, counted.column_name
        ) as rows_with_a_word,
        understood.meaning is null as is_unknown,
    from counted
    inner join understood
        on
            counted.vocabulary = understood.vocabulary
            and counted.written = understood.written

),

-- In a column that was mistaken for another, a word may be somebody's address.
unknown as (

    select
        *,
        regexp_matches(written, '@|[0-9]{4}') or length(written) > 40
            as is_personal,
        row_number() over (
            partition by raw_table, column_name
            order by row_count desc, written asc
        ) as place,
    from shares
    where is_unknown

),

shown as (

    select
        vocabulary,
        raw_table,
        column_name,
        case
            when is_personal then '(a text with digits or @, or a long one)'
            when place > {{ words_shown }} then '(other words)'
            else written
        end as word,
        sum(row_count) as row_count,
        sum(row_count) / nullif(max(rows_with_a_word), 0) as row_share,
    from unknown
    group by all

)

select
    vocabulary,
    raw_table,
    column_name,
    word,
    cast(row_count as bigint) as row_count,
    cast(row_share as decimal(18, 6)) as row_share,
from shown
