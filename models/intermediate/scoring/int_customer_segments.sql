with

dates as (
    select as_of_date
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

rfm as (
    select
        scores.as_of_date,
        scores.customer_id,
        'rfm:' || scores.rfm_segment as segment_id,
    from {{ ref('fct_rfm_scores') }} as scores
    inner join dates on scores.as_of_date = dates.as_of_date
),

value_tiers as (
    select tiers.*
    from {{ ref('int_customer_value_tiers') }} as tiers
    inner join dates on tiers.as_of_date = dates.as_of_date
),

lifecycle_stages as (
    select stages.*
    from {{ ref('int_customer_lifecycle_stages') }} as stages
    inner join dates on stages.as_of_date = dates.as_of_date
),

kmeans as (
    select segments.*
    from {{ ref('int_customer_kmeans_segments') }} as segments
    inner join dates on segments.as_of_date = dates.as_of_date
),

propensity_deciles as (
    select
        scores.as_of_date,
        scores.customer_id,
        'propensity_decile:' || scores.decile as segment_id,
    from {{ ref('fct_customer_scores') }} as scores
    inner join dates on scores.as_of_date = dates.as_of_date
),

segments as (
    select
        rfm.as_of_date,
        rfm.customer_id,
        rfm.segment_id as rfm,
        value_tiers.segment_id as value_tier,
        lifecycle_stages.segment_id as lifecycle,
        kmeans.segment_id as kmeans,
        kmeans.strength as kmeans_strength,
        propensity_deciles.segment_id as propensity_decile,
    from rfm
    inner join value_tiers
        on
            rfm.customer_id = value_tiers.customer_id
            and rfm.as_of_date = value_tiers.as_of_date
    inner join lifecycle_stages
        on
            rfm.customer_id = lifecycle_stages.customer_id
            and rfm.as_of_date = lifecycle_stages.as_of_date
    inner join kmeans
        on
            rfm.customer_id = kmeans.customer_id
            and rfm.as_of_date = kmeans.as_of_date
    inner join propensity_deciles
        on
            rfm.customer_id = propensity_deciles.customer_id
            and rfm.as_of_date = propensity_deciles.as_of_date
)

select * from segments
