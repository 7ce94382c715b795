with

vectors as (
    select *
    from {{ ref('int_customer_vectors') }}
    where purpose = 'segmentation'
),

prototypes as (
    select
        list('kmeans:' || segment order by prototype_id) as segment_ids,
        list(centre order by prototype_id) as centres,
    from {{ ref('int_kmeans_prototypes') }}
),

-- Who never ordered has no behaviour to be near to anything.
assigned as (
    select
        vectors.customer_id,
        vectors.as_of_date,
        prototypes.segment_ids,
        case
            when vectors.has_ordered
                then {{ nearest_prototype(
                    'vectors.vector', 'prototypes.centres'
                ) }}
        end as nearest,
    from vectors
    cross join prototypes
),

segmented as (
    select
        customer_id,
        as_of_date,
        coalesce(segment_ids[nearest.position], 'kmeans:prospect')
            as segment_id,
        coalesce(nearest.strength, 1.0) as strength,
    from assigned
)

select * from segmented
