with

features as (
    select
        customer_id,
        as_of_date,
        has_ordered,
        order_value_365d,
    from {{ ref('int_customer_features') }}
),

cut_points as (
    select
        dates.as_of_date,
        list('value_tier:' || bounds.tier order by bounds.from_quantile)
            as segment_ids,
        list(bounds.lower_bound order by bounds.from_quantile) filter (
            where bounds.lower_bound is not null
        ) as bounds,
    from {{ ref('int_as_of_dates') }} as dates
    inner join {{ ref('int_value_tier_cut_points') }} as bounds
        on dates.learning_date = bounds.as_of_date
    group by dates.as_of_date
),

-- The tier of all buyers at a date whose learning date had no buyer.
lowest_tier as (
    select 'value_tier:' || arg_min(tier, from_quantile) as segment_id
    from {{ ref('value_tiers') }}
),

-- A tier is the number of bounds below the value, so equal values have equal
-- tiers.
segments as (
    select
        features.customer_id,
        features.as_of_date,
        'value_tier' as scheme,
        case
            when not features.has_ordered then 'value_tier:prospect'
            else coalesce(
                cut_points.segment_ids[
                    1 + len(
                        list_filter(
                            cut_points.bounds,
                            lambda bound: bound < features.order_value_365d
                        )
                    )
                ],
                lowest_tier.segment_id
            )
        end as segment_id,
        cast(null as double) as strength,
    from features
    cross join lowest_tier
    left join cut_points on features.as_of_date = cut_points.as_of_date
)

select * from segments
