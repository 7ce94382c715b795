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

rule_segments as (
    select rule_segments.*
    from {{ ref('int_customer_rule_segments') }} as rule_segments
    inner join dates on rule_segments.as_of_date = dates.as_of_date
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
        rule_segments.value_tier,
        rule_segments.lifecycle,
        kmeans.segment_id as kmeans,
        kmeans.strength as kmeans_strength,
        propensity_deciles.segment_id as propensity_decile,
    from rfm
    inner join rule_segments
        on
            rfm.customer_id = rule_segments.customer_id
            and rfm.as_of_date = rule_segments.as_of_date
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
