with

quarantined_rows as (
    select * from {{ ref('int_rows_quarantined') }}
),

failed_checks as (
    select * from {{ ref('int_failed_checks_unioned') }}
),

rejects as (
    select * from {{ ref('stg_landing__rejects') }}
),

-- Counted before staging too, so that rows that it leaves out are noticed: it
-- leaves out erased rows only, so it is read only if there are any.
counts as (

    {%- for entity in raw_tables() %}
        select
            '{{ entity }}' as entity,
            'raw' as place,
            count(*) as row_count,
        from {{ source(entity.split('_')[0], entity) }}
        union all
        select
            '{{ entity }}' as entity,
            'staged' as place,
            count(*) as row_count,
        from {{ staging_of(entity) }}
        where exists (select 1 from {{ source('state', 'rows_erased') }})
        union all
        select
            '{{ entity }}' as entity,
            'clean' as place,
            count(*) as row_count,
        from {{ ref('int_' ~ entity ~ '_cleaned') }}
        union all
    {%- endfor %}
    select
        entity,
        'quarantined' as place,
        count(*) as row_count,
    from quarantined_rows
    group by entity
    union all
    select
        entity,
        'duplicate' as place,
        sum(row_count) as row_count,
    from failed_checks
    where consequence = 'drop'
    group by entity
    union all
    select
        raw_table as entity,
        'rejected' as place,
        count(*) as row_count,
    from rejects
    group by raw_table
    union all
    -- Erased by earlier runs: deleted from a landed csv.
    select
        raw_table as entity,
        'left_out' as place,
        sum(row_count) as row_count,
    from {{ source('landing', 'raw_erased') }}
    group by raw_table

),

counted as (

    select
        entity,
        {%- for place in [
            'raw', 'staged', 'clean', 'quarantined', 'duplicate', 'rejected',
            'left_out'
        ] %}
            cast(
                coalesce(sum(row_count) filter (place = '{{ place }}'), 0)
                as bigint
            ) as rows_{{ place }},
        {%- endfor %}
    from counts
    group by entity

),

deliveries as (

    select
        entity,
        rows_raw + rows_left_out as rows_in,
        rows_clean,
        rows_quarantined,
        rows_duplicate,
        rows_left_out
        + case
            when (select count(*) from {{ source('state', 'rows_erased') }}) > 0
                then rows_raw - rows_staged
            else 0
        end as rows_erased,
        rows_rejected,
    from counted
    -- A rejected line of a file that is no raw table has no outcome.
    where
        entity in (
            {%- for entity in raw_tables() %}
                '{{ entity }}'{{ "," if not loop.last }}
            {%- endfor %}
        )

)

select * from deliveries
