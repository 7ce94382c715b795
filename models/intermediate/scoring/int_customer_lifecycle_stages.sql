with

features as (
    select
        customer_id,
        as_of_date,
        order_count,
        order_count_90d,
        order_count_365d,
        days_since_first_order,
        days_since_last_order,
    from {{ ref('int_customer_features') }}
),

thresholds as (
    select
        max(days) filter (where threshold = 'new') as new_days,
        max(days) filter (where threshold = 'active') as active_days,
        max(days) filter (where threshold = 'slipping') as slipping_days,
    from {{ ref('lifecycle_thresholds') }}
),

segments as (
    select
        features.customer_id,
        features.as_of_date,
        'lifecycle' as scheme,
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
        end as segment_id,
        cast(null as double) as strength,
    from features
    cross join thresholds
)

select * from segments
