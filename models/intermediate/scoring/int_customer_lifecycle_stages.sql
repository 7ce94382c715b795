with

features as (
    select * from {{ ref('fct_customer_features') }}
),

thresholds as (
    select
        max(days) filter (where threshold = 'new') as new_days,
        max(days) filter (where threshold = 'active') as active_days,
        max(days) filter (where threshold = 'slipping') as slipping_days,
    from {{ ref('lifecycle_thresholds') }}
),

staged as (
    select
        features.customer_id,
        features.as_of_date,
        case
            when features.order_count = 0 then 'prospect'
            when features.days_since_first_order <= thresholds.new_days
                then 'new'
            when features.days_since_last_order > thresholds.slipping_days
                then 'lapsed'
            when features.days_since_last_order > thresholds.active_days
                then 'slipping'
            when
                features.order_count_90d = features.order_count_365d
                and features.order_count_365d < features.order_count
                then 'reactivated'
            else 'active'
        end as lifecycle_stage,
    from features
    cross join thresholds
)

select * from staged
