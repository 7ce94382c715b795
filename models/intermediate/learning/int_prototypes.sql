with

kmeans as (
    select * from {{ ref('int_kmeans_prototypes') }}
),

-- Every algorithm that learns prototypes adds a select here.
unioned as (
    select
        entity,
        scheme,
        use,
        'k-means' as algorithm,
        model_id,
        prototype_id,
        segment,
        centre,
        cast(null as double) as radius,
        size,
        share,
        silhouette,
        name,
        description,
    from kmeans
),

identified as (
    select
        *,
        {{ segment_id_of('entity', 'scheme', 'segment') }} as segment_id,
    from unioned
)

select * from identified
