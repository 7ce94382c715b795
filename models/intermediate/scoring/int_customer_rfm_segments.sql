with

scores as (
    select * from {{ ref('int_customer_rfm_scores') }}
),

segments as (
    select
        customer_id,
        as_of_date,
        'rfm' as scheme,
        'rfm:' || rfm_segment as segment_id,
        cast(null as double) as strength,
    from scores
)

select * from segments
