{% set sums = [
    'net_revenue', 'net_revenue_365d', 'order_value_365d', 'order_count_365d',
] -%}
{% set averages = [
    'days_since_last_order', 'average_order_value_730d',
    'online_order_share_730d', 'discounted_order_share_730d',
] -%}
with

customers as (
    {{ segment_profiles(
        'customer',
        segments=ref('int_customer_segments'),
        features=ref('int_customer_features'),
        sums=sums,
        averages=averages,
    ) }}
),

leads as (
    {{ segment_profiles(
        'lead',
        segments=ref('int_lead_segments'),
        features=ref('int_lead_features'),
    ) }}
),

profiles as (
    select * from customers
    union all by name
    select * from leads
),

shares as (
    select
        as_of_date,
        entity,
        scheme,
        segment_id,
        members as customers,
        members / nullif(sum(members) over one_scheme, 0) as customer_share,
        net_revenue,
        net_revenue / nullif(sum(net_revenue) over one_scheme, 0)
            as net_revenue_share,
        net_revenue_365d,
        net_revenue_365d / nullif(sum(net_revenue_365d) over one_scheme, 0)
            as net_revenue_share_365d,
        order_value_365d,
        order_value_365d / nullif(sum(order_value_365d) over one_scheme, 0)
            as order_value_share_365d,
        cast(order_count_365d as bigint) as order_count_365d,
        net_revenue_365d / nullif(members, 0) as average_net_revenue_365d,
        order_count_365d / nullif(members, 0) as average_order_count_365d,
        days_since_last_order as average_days_since_last_order,
        average_order_value_730d,
        online_order_share_730d as average_online_order_share_730d,
        discounted_order_share_730d as average_discounted_order_share_730d,
        average_strength,
    from profiles
    window one_scheme as (partition by as_of_date, entity, scheme)
)

select * from shares
