-- Nothing is lost: each clean row is attached, or counted with the reason.
with

counts as (
    select
        (
            select coalesce(sum(counted.row_count), 0)
            from {{ ref('int_external_attributes_counted') }} as counted
        ) as rows_counted,
        (
            select count(*)
            from {{ ref('int_external_attributes_cleaned') }}
        ) as rows_clean,
)

select * from counts
where rows_counted <> rows_clean
