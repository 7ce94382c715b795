with

dates as (
    select
        as_of_date,
        is_scoring_date,
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

rfm as (
    select * from {{ ref('fct_rfm_scores') }}
),

value_tiers as (
    select * from {{ ref('int_customer_value_tiers') }}
),

lifecycle_stages as (
    select * from {{ ref('int_customer_lifecycle_stages') }}
),

kmeans as (
    select * from {{ ref('int_customer_kmeans_segments') }}
),

scores as (
    select * from {{ ref('fct_customer_scores') }}
),

unioned as (
    select
        customer_id,
        as_of_date,
        'rfm' as scheme,
        rfm_segment as segment,
        1.0 as strength,
    from rfm
    union all
    select
        customer_id,
        as_of_date,
        'value_tier' as scheme,
        value_tier as segment,
        1.0 as strength,
    from value_tiers
    union all
    select
        customer_id,
        as_of_date,
        'lifecycle' as scheme,
        lifecycle_stage as segment,
        1.0 as strength,
    from lifecycle_stages
    union all
    select
        customer_id,
        as_of_date,
        'kmeans' as scheme,
        segment,
        strength,
    from kmeans
    union all
    select
        customer_id,
        as_of_date,
        'propensity_decile' as scheme,
        cast(decile as varchar) as segment,
        1.0 as strength,
    from scores
),

segments as (
    select
        unioned.customer_id,
        unioned.as_of_date,
        unioned.scheme,
        unioned.scheme || ':' || unioned.segment as segment_id,
        unioned.strength,
        dates.is_scoring_date as is_current,
    from unioned
    inner join dates on unioned.as_of_date = dates.as_of_date
)

select * from segments
