{#-
    The segments of an entity as rows: one row per row of int_<entity>_segments and
    scheme, with is_current on the scoring date.
-#}
{% macro unfolded_segments(entity, segments) -%}
    {%- set key = entity ~ '_id' -%}
    with

    segments as (
        select * from {{ segments }}
    ),

    dates as (
        select
            as_of_date,
            is_scoring_date,
        from {{ ref('int_as_of_dates') }}
    ),

    unfolded as (
        {%- for scheme in segment_schemes(entity) %}
        select
            {{ key }},
            as_of_date,
            '{{ scheme.scheme }}' as scheme,
            {{ scheme.scheme }} as segment_id,
            {{ scheme.scheme ~ '_strength' if scheme.has_strength else '1.0' }}
                as strength,
        from segments
        {{ "union all" if not loop.last }}
        {%- endfor %}
    ),

    current_marked as (
        select
            unfolded.{{ key }},
            unfolded.as_of_date,
            unfolded.scheme,
            unfolded.segment_id,
            cast(unfolded.strength as double) as strength,
            dates.is_scoring_date as is_current,
        from unfolded
        inner join dates on unfolded.as_of_date = dates.as_of_date
    )

    select * from current_marked
{%- endmacro %}
