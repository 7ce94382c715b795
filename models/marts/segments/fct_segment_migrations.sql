with

dates as (
    select
        as_of_date,
        previous_as_of_date,
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

segments as (
    select * from {{ ref('int_customer_segments') }}
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
moves as (
    select
        current_segments.as_of_date,
        current_segments.previous_as_of_date,
        {% for scheme in segment_schemes() %}
            previous_segments.{{ scheme }} as from_{{ scheme }},
            current_segments.{{ scheme }} as to_{{ scheme }},
        {% endfor %}
    from current_segments
    left join previous_segments
        on
            current_segments.customer_id = previous_segments.customer_id
            and current_segments.previous_as_of_date
            = previous_segments.as_of_date
),

counted as (
    select
        as_of_date,
        previous_as_of_date,
        coalesce(
            {%- for scheme in segment_schemes() %}
                from_{{ scheme }}{{ "," if not loop.last }}
            {%- endfor %}
        ) as from_segment_id,
        coalesce(
            {%- for scheme in segment_schemes() %}
                to_{{ scheme }}{{ "," if not loop.last }}
            {%- endfor %}
        ) as to_segment_id,
        count(*) as customers,
    from moves
    group by grouping sets (  -- noqa: PRS
        {% for scheme in segment_schemes() %}
            (
                as_of_date,
                previous_as_of_date,
                from_{{ scheme }},
                to_{{ scheme }}
            ){{ "," if not loop.last }}
        {% endfor %}
    )
),

shares as (
    select
        as_of_date,
        previous_as_of_date,
        split_part(to_segment_id, ':', 1) as scheme,
        from_segment_id,
        to_segment_id,
        customers,
        customers / sum(customers) over (
            partition by
                as_of_date,
                split_part(to_segment_id, ':', 1),
                from_segment_id
        ) as share_of_from,
    from counted
)

select * from shares
