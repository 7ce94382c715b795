{#-
    Sums and averages of features over the segments of an entity: one row per
    as-of date, scheme and segment. Individuals are joined with their features
    once and grouped once per scheme: ten schemes of a million individuals have
    almost as many combinations as individuals, so grouping by combinations
    first saves nothing. Averages use decimals, whose sums do not depend on the
    order of the rows.
-#}
{% macro segment_profiles(entity, segments, features, sums=[], averages=[]) -%}
    {%- set key = entity ~ '_id' -%}
    {%- set schemes = segment_schemes(entity) -%}
    with

    dates as (
        select as_of_date
        from {{ ref('int_as_of_dates') }}
        where {{ is_due('as_of_date') }}
    ),

    members as materialized (
        select
            segments.as_of_date,
            {%- for scheme in schemes %}
            segments.{{ scheme.scheme }},
            {%- if scheme.has_strength %}
            cast(segments.{{ scheme.scheme }}_strength as decimal(18, 8))
                as {{ scheme.scheme }}_strength,
            {%- endif %}
            {%- endfor %}
            {%- for column in sums %}
            features.{{ column }},
            {%- endfor %}
            {%- for column in averages %}
            cast(features.{{ column }} as decimal(28, 8)) as {{ column }},
            {%- endfor %}
        from {{ segments }} as segments
        inner join dates on segments.as_of_date = dates.as_of_date
        inner join {{ features }} as features
            on
                segments.{{ key }} = features.{{ key }}
                and segments.as_of_date = features.as_of_date
    ),

    profiles as (
        {%- for scheme in schemes %}
        select
            as_of_date,
            '{{ entity }}' as entity,
            '{{ scheme.scheme }}' as scheme,
            {{ scheme.scheme }} as segment_id,
            count(*) as members,
            {%- for column in sums %}
            sum({{ column }}) as {{ column }},
            {%- endfor %}
            {%- for column in averages %}
            sum({{ column }}) / nullif(count({{ column }}), 0) as {{ column }},
            {%- endfor %}
            {{ "sum(" ~ scheme.scheme ~ "_strength) / nullif(count(*), 0)"
                if scheme.has_strength else "1.0" }} as average_strength,
        from members
        group by as_of_date, {{ scheme.scheme }}
        {{ "union all" if not loop.last }}
        {%- endfor %}
    )

    select * from profiles
{%- endmacro %}
