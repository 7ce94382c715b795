{% set quantiles = reference_rows(
    [ref('value_tiers')],
    "select from_quantile from " ~ ref('value_tiers')
    ~ " order by from_quantile"
) | map(attribute=0) | map('float') | list %}
with

dates as (
    select as_of_date
    from {{ ref('int_as_of_dates') }}
    where
        {{ is_due('as_of_date') }}
        and as_of_date = learning_date
),

tiers as (
    select
        tier,
        from_quantile,
        row_number() over (order by from_quantile) as place,
    from {{ ref('value_tiers') }}
),

buyers as (
    select
        features.as_of_date,
        cast(features.order_value_365d as double) as order_value,
    from {{ ref('int_customer_features') }} as features
    inner join dates on features.as_of_date = dates.as_of_date
    where features.has_ordered
),

learnt as (
    select
        as_of_date,
        quantile_cont(order_value, {{ quantiles }}) as bounds,
    from buyers
    group by as_of_date
),

-- The lowest tier has no bound.
cut_points as (
    select
        learnt.as_of_date,
        tiers.tier,
        tiers.from_quantile,
        case when tiers.place > 1 then learnt.bounds[tiers.place] end
            as lower_bound,
    from learnt
    cross join tiers
)

select * from cut_points
