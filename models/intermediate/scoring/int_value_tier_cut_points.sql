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

-- A quantile must be a constant: all thousandths are, the seed picks from them.
thousandths as (
    select
        as_of_date,
        learnt_on,
        quantile_cont(
            order_value, list_transform(range(1000), lambda n: n / 1000)
        ) as quantiles,
    from buyers
    group by as_of_date, learnt_on
),

cut_points as (
    select
        thousandths.as_of_date,
        thousandths.learnt_on,
        tiers.tier,
        tiers.from_quantile,
        case
            when tiers.from_quantile > 0
                then thousandths.quantiles[
                    1 + cast(tiers.from_quantile * 1000 as integer)
                ]
        end as lower_bound,
    from thousandths
    cross join tiers
)

select * from cut_points
