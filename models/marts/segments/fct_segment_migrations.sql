with

dates as (
    select
        as_of_date,
        previous_as_of_date,
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

segments as (
    select
        customer_id,
        as_of_date,
        scheme,
        segment_id,
    from {{ ref('fct_customer_segments') }}
),

current_segments as (
    select
        segments.*,
        dates.previous_as_of_date,
    from segments
    inner join dates on segments.as_of_date = dates.as_of_date
    where dates.previous_as_of_date is not null
),

previous_segments as (
    select segments.*
    from segments
    inner join dates on segments.as_of_date = dates.previous_as_of_date
),

-- A customer who was not known at the date before comes from nowhere.
migrations as (
    select
        current_segments.as_of_date,
        current_segments.previous_as_of_date,
        current_segments.scheme,
        previous_segments.segment_id as from_segment_id,
        current_segments.segment_id as to_segment_id,
        count(*) as customers,
    from current_segments
    left join previous_segments
        on
            current_segments.customer_id = previous_segments.customer_id
            and current_segments.scheme = previous_segments.scheme
    group by all
),

shares as (
    select
        *,
        customers / sum(customers) over (
            partition by as_of_date, scheme, from_segment_id
        ) as share_of_from,
    from migrations
)

select * from shares
