with

deliveries as (

    select * from {{ ref('int_deliveries_counted') }}

),

rows_erased as (

    select * from {{ ref('int_erased_rows_counted') }}

),

-- Rows that this run erases were still in place when they were counted.
row_counts as (

    select
        deliveries.entity,
        deliveries.rows_in,
        deliveries.rows_clean
        - coalesce(rows_erased.rows_clean, 0) as rows_clean,
        deliveries.rows_quarantined
        - coalesce(rows_erased.rows_quarantined, 0) as rows_quarantined,
        deliveries.rows_duplicate
        - coalesce(
            rows_erased.rows_to_erase
            - rows_erased.rows_clean
            - rows_erased.rows_quarantined,
            0
        ) as rows_duplicate,
        cast(
            coalesce(
                rows_erased.rows_left_out
                + rows_erased.rows_hidden
                + rows_erased.rows_to_erase,
                0
            ) as bigint
        ) as rows_erased,
    from deliveries
    left join rows_erased on deliveries.entity = rows_erased.entity

)

select * from row_counts
