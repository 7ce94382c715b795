{%- set as_of_date = var('as_of_date') | string | trim -%}

with

active_days as (

    select * from {{ ref('int_active_days_counted') }}

),

thresholds as (

    select
        {{ quality_threshold('active_day_share') }} as active_share,
        {{ quality_threshold('active_window_days') }}::integer as window_days,
        {{ quality_threshold('future_tolerance_days') }}::integer
            as tolerance_days,
        {{ quality_threshold('active_gap_factor') }} as gap_factor,

),

days_apart as (

    select
        *,
        active_date - lag(active_date) over clock as gap_days,
    from active_days
    window clock as (partition by entity, clock_rank order by active_date)

),

usual_days as (

    select
        entity,
        clock_rank,
        median(row_count) as row_count,
        coalesce(quantile_cont(gap_days, 0.95), 0) as gap_days,
    from days_apart
    group by all

),

-- A single wrong date far after the others must not move the scoring date. So
-- the day and the weeks before it must not be almost empty, and no unusually
-- long gap may precede it.
busy_days as (

    select
        days_apart.entity,
        days_apart.clock_rank,
        days_apart.active_date,
        usual_days.row_count as usual_row_count,
    from days_apart
    cross join thresholds
    inner join usual_days
        on
            days_apart.entity = usual_days.entity
            and days_apart.clock_rank = usual_days.clock_rank
    inner join active_days as preceding_days
        on
            days_apart.entity = preceding_days.entity
            and days_apart.clock_rank = preceding_days.clock_rank
            and preceding_days.active_date
            between days_apart.active_date - thresholds.window_days + 1
            and days_apart.active_date
    where
        days_apart.row_count >= thresholds.active_share * usual_days.row_count
        and coalesce(days_apart.gap_days, 0) <= greatest(
            thresholds.window_days,
            thresholds.gap_factor * usual_days.gap_days
        )
    group by all
    having
        sum(preceding_days.row_count) >= max(
            thresholds.active_share
            * thresholds.window_days
            * usual_days.row_count
        )

),

-- The date according to a table: the day after its last busy day.
clocks as (

    select
        busy_days.entity,
        busy_days.clock_rank,
        max(busy_days.active_date) + 1 as clock_date,
        -- In such a sparse table a single wrong date would be a busy day.
        max(
            busy_days.usual_row_count
            * thresholds.active_share
            * thresholds.window_days
        ) > 1 as is_dense,
    from busy_days
    cross join thresholds
    group by all

),

-- Orders determine the date; without orders, other events; without events, the
-- newest record; without any rows, the first date of the grid.
dates as (

    select
        coalesce(
            arg_min(
                clock_date,
                (clock_rank, -epoch(clock_date::timestamp))
            ),
            date '2000-01-01'
        ) as data_date,
        max(clock_date) filter (
            clock_rank = 1 or (is_dense and clock_rank <= 3)
        ) as data_until_date,
    from clocks

),

told_dates as (

    select
        data_date,
        data_until_date,
        {{ "date " ~ text_of_var('as_of_date') if as_of_date else "data_date" }}
            as as_of_date,
    from dates

),

instants as (

    select
        as_of_date,
        data_date,
        timezone(
            'UTC',
            timezone(
                {{ text_of_var('reporting_timezone') }}, as_of_date::timestamp
            )
        ) as as_of_at,
        timezone(
            'UTC',
            timezone(
                {{ text_of_var('reporting_timezone') }},
                (
                    greatest(as_of_date, data_until_date)
                    + thresholds.tolerance_days
                )::timestamp
            )
        ) as future_from_at,
    from told_dates
    cross join thresholds

)

select * from instants
