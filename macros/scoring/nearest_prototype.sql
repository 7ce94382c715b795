{#
    The segment of every vector in every learnt scheme: that of its nearest
    prototype. Stands in a CTE of the model that calls it. The reference is
    strata.clustering.nearest_prototype.

    A scheme's prototypes sit in one list per segment, and its segments in one list:
    several times faster than a cross join with the prototypes.
#}
{% macro nearest_prototype(
    vectors,
    prototypes,
    schemes=none,
    key='customer_id',
    ineligible='prospect',
    noise='noise'
) -%}
    with

    segments_folded as (
        select
            scheme,
            segment_id,
            min(prototype_id) as first_prototype_id,
            list(centre order by prototype_id) as centres,
            -- A prototype without a radius reaches everything.
            list(
                {'centre': centre, 'radius': coalesce(radius, 1e308)}
                order by prototype_id
            ) as spheres,
            count(radius) > 0 as has_radius,
        from {{ prototypes }}
        group by scheme, segment_id
    ),

    schemes_folded as (
        select
            scheme,
            list(segment_id order by first_prototype_id) as segment_ids,
            list(centres order by first_prototype_id) as centres,
            list(spheres order by first_prototype_id) as spheres,
            bool_or(has_radius) as has_radius,
        from segments_folded
        group by scheme
    ),

    schemes_listed as (
        select distinct scheme
        from {{ schemes or prototypes }}
    ),

    -- A scheme that has learnt nothing keeps its rows.
    schemes_known as (
        select
            schemes_listed.scheme,
            schemes_folded.segment_ids,
            schemes_folded.centres,
            schemes_folded.spheres,
            schemes_folded.has_radius,
        from schemes_listed
        left join schemes_folded
            on schemes_listed.scheme = schemes_folded.scheme
    ),

    -- The distance to a segment is that to its nearest prototype.
    vectors_measured as (
        select
            vectors.{{ key }},
            vectors.as_of_date,
            vectors.vector,
            schemes_known.*,
            case
                when vectors.is_eligible and vectors.vector is not null
                    then list_transform(
                        schemes_known.centres,
                        lambda centres: list_min(
                            list_transform(
                                centres,
                                lambda centre:
                                list_distance(vectors.vector, centre)
                            )
                        )
                    )
            end as distances,
        from {{ vectors }} as vectors
        cross join schemes_known
    ),

    -- Of equal distances the first wins.
    vectors_placed as (
        select
            *,
            list_min(distances) as distance,
            list_position(distances, list_min(distances)) as place,
        from vectors_measured
    ),

    -- The least of the other distances: sorting the list takes three times as long.
    -- Above 1, the vector lies outside the radius of every prototype of its segment.
    vectors_compared as (
        select
            {{ key }},
            as_of_date,
            scheme,
            segment_ids[place] as segment_id,
            distance,
            least(
                list_min(distances[1:place - 1]),
                list_min(distances[place + 1:len(distances)])
            ) as next_distance,
            case
                when has_radius
                    then list_min(
                        list_transform(
                            spheres[place],
                            lambda sphere:
                            list_distance(vector, sphere.centre)
                            / sphere.radius
                        )
                    )
            end as distance_in_radii,
        from vectors_placed
    )

    select
        {{ key }},
        as_of_date,
        scheme,
        case
            when segment_id is null then scheme || ':{{ ineligible }}'
            when distance_in_radii > 1 then scheme || ':{{ noise }}'
            else segment_id
        end as segment_id,
        case
            when distance_in_radii > 1 then 1.0 - 1.0 / distance_in_radii
            when next_distance > 0 then 1.0 - distance / next_distance
            else 1.0
        end as strength,
    from vectors_compared
{%- endmacro %}
