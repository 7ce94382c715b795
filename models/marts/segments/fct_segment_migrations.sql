with

dates as (
    select
        as_of_date,
        previous_as_of_date,
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

compared_dates as (
    select as_of_date from dates
    union
    select previous_as_of_date as as_of_date from dates
),

-- A number stands for the segments of a customer in all schemes: the texts are
-- not carried through the join. Of some thousand combinations two sharing one
-- of 2^64 numbers is not to be feared.
segments as (
    select
        segments.*,
        hash(
            {%- for scheme in segment_schemes() %}
                segments.{{ scheme }}{{ "," if not loop.last }}
            {%- endfor %}
        ) as combination,
    from {{ ref('int_customer_segments') }} as segments
    semi join compared_dates
        on segments.as_of_date = compared_dates.as_of_date
),

combinations as (
    select
        combination,
        {% for scheme in segment_schemes() %}
            min({{ scheme }}) as {{ scheme }},
        {% endfor %}
    from segments
    group by combination
),

-- A customer who was not known at the date before comes from nowhere.
combined_moves as (
    select
        dates.as_of_date,
        dates.previous_as_of_date,
        before.combination as from_combination,
        after.combination as to_combination,
        count(*) as customers,
    from segments as after
    inner join dates on after.as_of_date = dates.as_of_date
    left join segments as before
        on
            after.customer_id = before.customer_id
            and dates.previous_as_of_date = before.as_of_date
    where dates.previous_as_of_date is not null
    group by all
),

moves as (
    select
        combined_moves.as_of_date,
        combined_moves.previous_as_of_date,
        {% for scheme in segment_schemes() %}
            from_segments.{{ scheme }} as from_{{ scheme }},
            to_segments.{{ scheme }} as to_{{ scheme }},
        {% endfor %}
        combined_moves.customers,
    from combined_moves
    inner join combinations as to_segments
        on combined_moves.to_combination = to_segments.combination
    left join combinations as from_segments
        on combined_moves.from_combination = from_segments.combination
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
        cast(sum(customers) as bigint) as customers,
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
