{#
    The segment of every vector in every scheme of one use: that of its nearest
    prototype. `schemes` has a row per scheme, with the ids of the two segments
    without a prototype. The reference implementation is
    strata.clustering.nearest_prototype.

    A scheme's prototypes are in one list per segment, and its segments in one
    list. This is several times faster than a cross join with the prototypes.
#}
{% macro nearest_prototype(vectors, prototypes, schemes, key) -%}
    with

    segments_folded as (
        select
            scheme,
            segment_id,
            min(prototype_id) as first_prototype_id,
            list(centre order by prototype_id) as centres,
            -- A prototype without a radius has no distance limit.
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

    -- A scheme without prototypes keeps its rows.
    schemes_known as (
        select
            schemes.scheme,
            schemes.outside_segment_id,
            schemes.noise_segment_id,
            schemes_folded.segment_ids,
            schemes_folded.centres,
            schemes_folded.spheres,
            schemes_folded.has_radius,
        from {{ schemes }} as schemes
        left join schemes_folded
            on schemes.scheme = schemes_folded.scheme
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

    -- The first prototype wins a tie.
    vectors_placed as (
        select
            *,
            list_min(distances) as distance,
            list_position(distances, list_min(distances)) as place,
        from vectors_measured
    ),

    -- The smallest of the other distances; sorting the list takes three times
    -- as long. Above 1, the vector is outside the radius of every prototype of
    -- its segment.
    vectors_compared as (
        select
            {{ key }},
            as_of_date,
            scheme,
            outside_segment_id,
            noise_segment_id,
            segment_ids[place] as nearest_segment_id,
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
                            / nullif(sphere.radius, 0)
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
            when nearest_segment_id is null then outside_segment_id
            when distance_in_radii > 1 then noise_segment_id
            else nearest_segment_id
        end as segment_id,
        case
            when distance_in_radii > 1 then 1.0 - 1.0 / nullif(distance_in_radii, 0)
            when next_distance > 0 then 1.0 - distance / nullif(next_distance, 0)
            else 1.0
        end as strength,
    from vectors_compared
{%- endmacro %}
