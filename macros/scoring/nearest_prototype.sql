{#
    The nearest of the prototypes in a list of centres and the strength of the
    choice: 0 where the next one is as near, towards 1 where it is far away. All
    prototypes sit in one list, which is several times faster than a cross join.
#}
{% macro nearest_prototype(vector, centres) -%}
    list_transform(
        [
            list_transform(
                {{ centres }},
                lambda centre: list_distance({{ vector }}, centre)
            )
        ],
        lambda distances: {
            'position': list_position(distances, list_min(distances)),
            'strength': coalesce(
                1.0 - list_min(distances) / nullif(
                    list_min(
                        list_filter(
                            distances,
                            lambda distance, place:
                                place != list_position(
                                    distances, list_min(distances)
                                )
                        )
                    ), 0
                ), 1.0
            )
        }
    )[1]
{%- endmacro %}
