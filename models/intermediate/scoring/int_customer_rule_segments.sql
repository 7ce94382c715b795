with

features as (
    select
        customer_id,
        as_of_date,
        has_ordered,
        order_value_365d,
        order_count,
        order_count_90d,
        order_count_365d,
        days_since_first_order,
        days_since_last_order,
    from {{ ref('fct_customer_features') }}
),

value_tiers as (
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

-- Of a date whose learning date knew no buyer.
lowest_tier as (
    select 'value_tier:' || arg_min(tier, from_quantile) as segment_id
    from {{ ref('value_tiers') }}
),

thresholds as (
    select
        max(days) filter (where threshold = 'new') as new_days,
        max(days) filter (where threshold = 'active') as active_days,
        max(days) filter (where threshold = 'slipping') as slipping_days,
    from {{ ref('lifecycle_thresholds') }}
),

segmented as (
    select
        features.customer_id,
        features.as_of_date,
        -- A tier is counted in bounds below the value: equal values, equal
        -- tiers.
        case
            when not features.has_ordered then 'value_tier:prospect'
            else coalesce(
                value_tiers.segment_ids[
                    1 + len(
                        list_filter(
                            value_tiers.bounds,
                            lambda bound: bound < features.order_value_365d
                        )
                    )
                ],
                lowest_tier.segment_id
            )
        end as value_tier,
        case
            when features.order_count = 0 then 'lifecycle:prospect'
            when features.days_since_first_order <= thresholds.new_days
                then 'lifecycle:new'
            when features.days_since_last_order > thresholds.slipping_days
                then 'lifecycle:lapsed'
            when features.days_since_last_order > thresholds.active_days
                then 'lifecycle:slipping'
            when
                features.order_count_90d = features.order_count_365d
                and features.order_count_365d < features.order_count
                then 'lifecycle:reactivated'
            else 'lifecycle:active'
        end as lifecycle,
    from features
    cross join thresholds
    cross join lowest_tier
    left join value_tiers on features.as_of_date = value_tiers.as_of_date
)

select * from segmented
