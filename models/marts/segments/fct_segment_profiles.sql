with

dates as (
    select as_of_date
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

segments as (
    select segments.*
    from {{ ref('fct_customer_segments') }} as segments
    inner join dates on segments.as_of_date = dates.as_of_date
),

features as (
    select features.*
    from {{ ref('fct_customer_features') }} as features
    inner join dates on features.as_of_date = dates.as_of_date
),

profiles as (
    select
        segments.as_of_date,
        segments.scheme,
        segments.segment_id,
        count(*) as customers,
        sum(features.net_revenue_365d) as net_revenue_365d,
        sum(features.order_value_365d) as order_value_365d,
        cast(sum(features.order_count_365d) as bigint) as order_count_365d,
        sum(features.net_revenue) as net_revenue,
        sum(features.net_revenue_365d) / count(*) as average_net_revenue_365d,
        sum(features.order_count_365d) / count(*) as average_order_count_365d,
        avg(cast(features.days_since_last_order as decimal(18, 4)))
            as average_days_since_last_order,
        avg(cast(features.average_order_value_730d as decimal(18, 4)))
            as average_order_value_730d,
        avg(cast(features.online_order_share_730d as decimal(18, 8)))
            as average_online_order_share_730d,
        avg(cast(features.discounted_order_share_730d as decimal(18, 8)))
            as average_discounted_order_share_730d,
        avg(cast(segments.strength as decimal(18, 8))) as average_strength,
    from segments
    inner join features
        on
            segments.customer_id = features.customer_id
            and segments.as_of_date = features.as_of_date
    group by segments.as_of_date, segments.scheme, segments.segment_id
),

shares as (
    select
        *,
        customers / sum(customers) over one_scheme as customer_share,
        net_revenue_365d / nullif(sum(net_revenue_365d) over one_scheme, 0)
            as net_revenue_share_365d,
        order_value_365d / nullif(sum(order_value_365d) over one_scheme, 0)
            as order_value_share_365d,
        net_revenue / nullif(sum(net_revenue) over one_scheme, 0)
            as net_revenue_share,
    from profiles
    window one_scheme as (partition by as_of_date, scheme)
)

select * from shares
