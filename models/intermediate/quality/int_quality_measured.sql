with

scoring_date as (
    select as_of_at from {{ ref('int_scoring_date') }}
),

row_counts as (
    select * from {{ ref('int_rows_counted') }}
),

clean_columns as (
    select * from {{ ref('int_clean_columns_profiled') }}
),

failed_checks as (
    select * from {{ ref('int_failed_checks_unioned') }}
),

rejects as (
    select * from {{ ref('stg_landing__rejects') }}
),

requests_open as (
    select
        status,
        count(*) as row_count,
    from {{ ref('int_privacy_requests_open') }}
    group by status
),

unknown_words as (
    select * from {{ ref('int_words_unknown') }}
),

rows_measured as (
    unpivot row_counts
    on rows_in, rows_clean, rows_quarantined, rows_duplicate, rows_erased
    into name measure value row_count
),

rejects_counted as (
    select
        row_counts.entity,
        count(rejects.raw_table) as row_count,
    from row_counts
    left join rejects
        on row_counts.entity = rejects.raw_table
    group by all
),

failures_counted as (
    select
        entity,
        check_name,
        sum(row_count) as row_count,
    from failed_checks
    group by all
),

newest_dates as (
    select
        entity,
        max(newest_at) filter (column_name <> 'loaded_at') as newest_record_at,
        max(newest_loaded_at) as newest_loaded_at,
    from clean_columns
    group by all
),

measures as (
    select
        entity,
        measure,
        null as subject,
        row_count as measured_value,
    from rows_measured
    union all
    select
        entity,
        'rows_rejected' as measure,
        null as subject,
        row_count as measured_value,
    from rejects_counted
    union all
    select
        'crm_privacy_requests' as entity,
        'requests_open' as measure,
        status as subject,
        row_count as measured_value,
    from requests_open
    union all
    select
        raw_table as entity,
        'rows_of_unknown_word' as measure,
        column_name || ': ' || word as subject,
        row_count as measured_value,
    from unknown_words
    union all
    select
        entity,
        'share_missing' as measure,
        column_name as subject,
        missing_count / nullif(rows_clean, 0) as measured_value,
    from clean_columns
    where rows_clean > 0
    union all
    select
        failures_counted.entity,
        'share_failing' as measure,
        failures_counted.check_name as subject,
        failures_counted.row_count / nullif(row_counts.rows_in, 0)
            as measured_value,
    from failures_counted
    inner join row_counts
        on failures_counted.entity = row_counts.entity
    union all
    select
        newest_dates.entity,
        'record_staleness_days' as measure,
        null as subject,
        epoch(scoring_date.as_of_at - newest_dates.newest_record_at)
        / 86400 as measured_value,
    from newest_dates
    cross join scoring_date
    where newest_dates.newest_record_at is not null
    union all
    select
        newest_dates.entity,
        'source_staleness_days' as measure,
        null as subject,
        epoch(scoring_date.as_of_at - newest_dates.newest_loaded_at)
        / 86400 as measured_value,
    from newest_dates
    cross join scoring_date
    where newest_dates.newest_loaded_at is not null
)

select * from measures
