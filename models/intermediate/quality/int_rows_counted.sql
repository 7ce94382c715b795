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

-- Counted before staging, so that rows lost by staging are noticed, too.
rows_raw as (

    {%- for entity in raw_tables() %}
        select
            '{{ entity }}' as entity,
            count(*) as row_count,
        from {{ source(entity.split('_')[0], entity) }}
        {{ "union all" if not loop.last }}
    {%- endfor %}

),

rows_erased as (

    select * from {{ ref('int_erased_rows_counted') }}

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
        rows_raw.entity,
        cast(
            rows_raw.row_count + coalesce(rows_erased.rows_left_out, 0)
            as bigint
        ) as rows_in,
        rows_clean.rows_clean
        - coalesce(rows_erased.rows_clean, 0) as rows_clean,
        coalesce(rows_quarantined.rows_quarantined, 0)
        - coalesce(rows_erased.rows_quarantined, 0) as rows_quarantined,
        cast(
            coalesce(rows_duplicate.rows_duplicate, 0)
            - coalesce(
                rows_erased.rows_to_erase
                - rows_erased.rows_clean
                - rows_erased.rows_quarantined,
                0
            ) as bigint
        ) as rows_duplicate,
        cast(
            coalesce(
                rows_erased.rows_left_out
                + rows_erased.rows_hidden
                + rows_erased.rows_to_erase,
                0
            ) as bigint
        ) as rows_erased,
    from rows_raw
    inner join rows_clean
        on rows_raw.entity = rows_clean.entity
    left join rows_quarantined
        on rows_raw.entity = rows_quarantined.entity
    left join rows_duplicate
        on rows_raw.entity = rows_duplicate.entity
    left join rows_erased
        on rows_raw.entity = rows_erased.entity

)

select * from row_counts
