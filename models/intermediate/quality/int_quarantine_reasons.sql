with

failed_checks as (

    select * from {{ ref('int_failed_checks_unioned') }}

),

checks as (

    select * from {{ ref('quality_checks') }}

),

-- The detail of a column is its value; other details are words of the checks.
failures as (

    select
        entity,
        check_name,
        column_name,
        case
            when column_name is not null and check_name <> 'order_quarantined'
                then detail
        end as raw_value,
        row_count,
    from failed_checks
    where consequence = 'quarantine'

),

-- One example per length is enough to show the shape of most.
lengths as (

    select
        entity,
        check_name,
        column_name,
        length(raw_value) as value_length,
        min(raw_value) as example,
        sum(row_count) as row_count,
    from failures
    group by all

),

placed as (

    select
        *,
        sum(row_count) over reasons as rows_of_reason,
        row_number() over commonest as place,
    from lengths
    window
        reasons as (partition by entity, check_name, column_name),
        commonest as (
            partition by entity, check_name, column_name
            order by
                value_length is null,
                row_count desc,
                value_length
        )

),

reasons as (

    select
        placed.entity,
        placed.check_name,
        placed.column_name,
        cast(placed.rows_of_reason as bigint) as row_count,
        {{ shape_of('placed.example') }} as value_shape,
        checks.what_to_do,
        cast(
            row_number() over (
                partition by placed.entity
                order by
                    placed.rows_of_reason desc,
                    placed.check_name,
                    placed.column_name
            ) as integer
        ) as position,
    from placed
    inner join checks on placed.check_name = checks.check_name
    where placed.place = 1

),

told as (

    select
        *,
        row_count || ' times ' || check_name
        || coalesce(' in ' || column_name, '')
        || coalesce(', such as ' || value_shape, '') as reason,
    from reasons

)

select * from told
