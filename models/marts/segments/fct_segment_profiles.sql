with

dates as (
    select as_of_date
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

segments as (
    select segments.*
    from {{ ref('int_customer_segments') }} as segments
    inner join dates on segments.as_of_date = dates.as_of_date
),

features as (
    select features.*
    from {{ ref('fct_customer_features') }} as features
    inner join dates on features.as_of_date = dates.as_of_date
),

-- Every customer once, in a segment of each scheme.
customers as (
    select
        segments.*,
        features.net_revenue,
        features.net_revenue_365d,
        features.order_value_365d,
        features.order_count_365d,
        cast(features.days_since_last_order as decimal(18, 4))
            as days_since_last_order,
        cast(features.average_order_value_730d as decimal(18, 4))
            as average_order_value_730d,
        cast(features.online_order_share_730d as decimal(18, 8))
            as online_order_share_730d,
        cast(features.discounted_order_share_730d as decimal(18, 8))
            as discounted_order_share_730d,
        cast(segments.kmeans_strength as decimal(18, 8)) as strength,
    from segments
    inner join features
        on
            segments.customer_id = features.customer_id
            and segments.as_of_date = features.as_of_date
),

{% set averages = [
    'days_since_last_order',
    'average_order_value_730d',
    'online_order_share_730d',
    'discounted_order_share_730d',
    'strength',
] -%}

-- Few combinations of segments instead of all customers, once for all schemes.
combinations as (
    select
        as_of_date,
        {% for scheme in segment_schemes() %}
            {{ scheme }},
        {% endfor %}
        {% for column in averages %}
            sum({{ column }}) as {{ column }}_sum,
            count({{ column }}) as {{ column }}_count,
        {% endfor %}
        count(*) as customers,
        sum(net_revenue_365d) as net_revenue_365d,
        sum(order_value_365d) as order_value_365d,
        sum(order_count_365d) as order_count_365d,
        sum(net_revenue) as net_revenue,
    from customers
    group by all
),

profiles as (
    select
        as_of_date,
        {% for scheme in segment_schemes() %}
            {{ scheme }},
        {% endfor %}
        {% for column in averages %}
            sum({{ column }}_sum) / nullif(sum({{ column }}_count), 0)
                as {{ column }},
        {% endfor %}
        cast(sum(customers) as bigint) as customers,
        sum(net_revenue_365d) as net_revenue_365d,
        sum(order_value_365d) as order_value_365d,
        cast(sum(order_count_365d) as bigint) as order_count_365d,
        sum(net_revenue) as net_revenue,
    from combinations
    group by grouping sets (  -- noqa: PRS
        {% for scheme in segment_schemes() %}
            (as_of_date, {{ scheme }}){{ "," if not loop.last }}
        {% endfor %}
    )
),

-- Each row of a grouping set names one segment, of one scheme.
named as (
    select
        *,
        coalesce({{ segment_schemes() | join(', ') }}) as segment_id,
        split_part(
            coalesce({{ segment_schemes() | join(', ') }}), ':', 1
        ) as scheme,
    from profiles
),

shares as (
    select
        as_of_date,
        scheme,
        segment_id,
        customers,
        customers / sum(customers) over one_scheme as customer_share,
        net_revenue,
        net_revenue / nullif(sum(net_revenue) over one_scheme, 0)
            as net_revenue_share,
        net_revenue_365d,
        net_revenue_365d / nullif(sum(net_revenue_365d) over one_scheme, 0)
            as net_revenue_share_365d,
        order_value_365d,
        order_value_365d / nullif(sum(order_value_365d) over one_scheme, 0)
            as order_value_share_365d,
        order_count_365d,
        net_revenue_365d / customers as average_net_revenue_365d,
        order_count_365d / customers as average_order_count_365d,
        days_since_last_order as average_days_since_last_order,
        average_order_value_730d,
        online_order_share_730d as average_online_order_share_730d,
        discounted_order_share_730d as average_discounted_order_share_730d,
        case when scheme = 'kmeans' then strength else 1.0 end
            as average_strength,
    from named
    window one_scheme as (partition by as_of_date, scheme)
)

select * from shares
