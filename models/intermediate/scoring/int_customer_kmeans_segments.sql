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

-- All prototypes sit in one list, which is several times faster than a cross
-- join. Who never ordered has no behaviour to be near to anything.
measured as (
    select
        vectors.customer_id,
        vectors.as_of_date,
        prototypes.segment_ids,
        case
            when vectors.has_ordered
                then list_transform(
                    prototypes.centres,
                    lambda centre: list_distance(vectors.vector, centre)
                )
        end as distances,
    from vectors
    cross join prototypes
),

-- Of equal distances the first wins.
placed as (
    select
        *,
        list_min(distances) as distance,
        list_position(distances, list_min(distances)) as place,
    from measured
),

-- The least of the other distances: sorting the list takes three times as long.
ranked as (
    select
        *,
        least(
            list_min(distances[:place - 1]), list_min(distances[place + 1:])
        ) as next_distance,
    from placed
),

-- Without another prototype, or on two at once, nothing speaks against it.
segmented as (
    select
        customer_id,
        as_of_date,
        coalesce(segment_ids[place], 'kmeans:prospect') as segment_id,
        case
            when next_distance > 0 then 1.0 - distance / next_distance
            else 1.0
        end as strength,
    from ranked
)

select * from segmented
