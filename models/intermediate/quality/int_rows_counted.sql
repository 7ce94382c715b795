with

clean_columns as (

    select * from {{ ref('int_clean_columns_profiled') }}

),

quarantined_rows as (

    select * from {{ ref('int_rows_quarantined') }}

),

failed_checks as (

    select * from {{ ref('int_failed_checks_unioned') }}

),

-- Counted before anything reads them: what staging loses is noticed, too.
rows_in as (

    {%- for entity in raw_tables() %}
        select
            '{{ entity }}' as entity,
            count(*) as rows_in,
        from {{ source(entity.split('_')[0], entity) }}
        {{ "union all" if not loop.last }}
    {%- endfor %}

),

rows_clean as (

    select distinct
        entity,
        rows_clean,
    from clean_columns

),

rows_quarantined as (

    select
        entity,
        count(*) as rows_quarantined,
    from quarantined_rows
    group by all

),

rows_duplicate as (

    select
        entity,
        sum(row_count) as rows_duplicate,
    from failed_checks
    where consequence = 'drop'
    group by all

),

row_counts as (

    select
        rows_in.entity,
        rows_in.rows_in,
        rows_clean.rows_clean,
        coalesce(rows_quarantined.rows_quarantined, 0) as rows_quarantined,
        cast(
            coalesce(rows_duplicate.rows_duplicate, 0) as bigint
        ) as rows_duplicate,
        -- Nobody can ask to be erased yet.
        cast(0 as bigint) as rows_erased,
    from rows_in
    inner join rows_clean
        on rows_in.entity = rows_clean.entity
    left join rows_quarantined
        on rows_in.entity = rows_quarantined.entity
    left join rows_duplicate
        on rows_in.entity = rows_duplicate.entity

)

select * from row_counts
