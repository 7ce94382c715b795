with

-- Every algorithm has one Python model with the same columns, and one select
-- here.
unioned as (
    select
        *,
        'k-means' as algorithm,
    from {{ ref('int_kmeans_prototypes') }}
),

identified as (
    select
        *,
        {{ segment_id_of('entity', 'scheme', 'segment') }} as segment_id,
    from unioned
)

select * from identified
