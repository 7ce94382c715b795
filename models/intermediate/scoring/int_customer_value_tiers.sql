with

features as (
    select * from {{ ref('fct_customer_features') }}
),

cut_points as (
    select
        as_of_date,
        list(tier order by from_quantile) as tiers,
        list(lower_bound order by from_quantile) filter (
            where lower_bound is not null
        ) as bounds,
    from {{ ref('int_value_tier_cut_points') }}
    group by as_of_date
),

-- A tier is counted in bounds below the value: equal values, equal tiers.
tiered as (
    select
        features.customer_id,
        features.as_of_date,
        case
            when features.order_count = 0 then 'prospect'
            else cut_points.tiers[
                1 + len(
                    list_filter(
                        cut_points.bounds,
                        lambda bound: bound < features.order_value_365d
                    )
                )
            ]
        end as value_tier,
    from features
    left join cut_points on features.as_of_date = cut_points.as_of_date
)

select * from tiered
