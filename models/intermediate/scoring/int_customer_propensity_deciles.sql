with

scores as (
    select * from {{ ref('int_customer_scores') }}
),

segments as (
    select
        customer_id,
        as_of_date,
        'propensity_decile' as scheme,
        'propensity_decile:' || decile as segment_id,
        cast(null as double) as strength,
    from scores
)

select * from segments
