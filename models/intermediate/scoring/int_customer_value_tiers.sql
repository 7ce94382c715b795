with

features as (
    select
        customer_id,
        as_of_date,
        has_ordered,
        order_value_365d,
    from {{ ref('fct_customer_features') }}
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

-- A tier is counted in bounds below the value: equal values, equal tiers.
tiered as (
    select
        features.customer_id,
        features.as_of_date,
        case
            when not features.has_ordered then 'value_tier:prospect'
            else cut_points.segment_ids[
                1 + len(
                    list_filter(
                        cut_points.bounds,
                        lambda bound: bound < features.order_value_365d
                    )
                )
            ]
        end as segment_id,
    from features
    left join cut_points on features.as_of_date = cut_points.as_of_date
)

select * from tiered
