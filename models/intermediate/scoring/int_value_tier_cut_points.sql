with

dates as (
    select
        as_of_date,
        learning_date,
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

tiers as (
    select * from {{ ref('value_tiers') }}
),

buyers as (
    select
        dates.as_of_date,
        dates.learning_date as learnt_on,
        cast(features.order_value_365d as double) as order_value,
    from {{ ref('fct_customer_features') }} as features
    inner join dates on features.as_of_date = dates.learning_date
    where features.order_count > 0
),

cut_points as (
    select
        buyers.as_of_date,
        buyers.learnt_on,
        tiers.tier,
        tiers.from_quantile,
        case
            when tiers.from_quantile > 0
                then quantile_cont(buyers.order_value, tiers.from_quantile)
        end as lower_bound,
    from buyers
    cross join tiers
    group by all
)

select * from cut_points
