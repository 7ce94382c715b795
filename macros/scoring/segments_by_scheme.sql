{#-
    The segments of an entity, stored with one column per scheme: one row per row of its
    wide feature table. `placements` are models of rows (key, as_of_date, scheme,
    segment_id, strength); each scheme of the seed segment_schemes is in one of them.
-#}
{% macro segments_by_scheme(entity, features, placements) -%}
    {%- set key = entity ~ '_id' -%}
    {%- set schemes = segment_schemes(entity) -%}
    with

    dates as (
        select as_of_date
        from {{ ref('int_as_of_dates') }}
        where {{ is_due('as_of_date') }}
    ),

    members as (
        select
            features.{{ key }},
            features.as_of_date,
        from {{ features }} as features
        inner join dates on features.as_of_date = dates.as_of_date
    ),

    -- Not materialized, so that each scheme below reads only the model that has it.
    placed as not materialized (
        {%- for placement in placements %}
        select
            {{ key }},
            as_of_date,
            scheme,
            segment_id,
            strength,
        from {{ placement }}
        {{ "union all" if not loop.last }}
        {%- endfor %}
    ),

    {% for scheme in schemes -%}
    {{ scheme.scheme }}_placed as (
        select
            placed.{{ key }},
            placed.as_of_date,
            placed.segment_id,
            placed.strength,
        from placed
        inner join dates on placed.as_of_date = dates.as_of_date
        where placed.scheme = '{{ scheme.scheme }}'
    ),

    {% endfor -%}
    segments as (
        select
            members.{{ key }},
            members.as_of_date,
            {%- for scheme in schemes %}
            {{ scheme.scheme }}_placed.segment_id as {{ scheme.scheme }},
            {%- if scheme.has_strength %}
            {{ scheme.scheme }}_placed.strength as {{ scheme.scheme }}_strength,
            {%- endif %}
            {%- endfor %}
        from members
        {%- for scheme in schemes %}
        left join {{ scheme.scheme }}_placed
            on
                members.{{ key }} = {{ scheme.scheme }}_placed.{{ key }}
                and members.as_of_date
                = {{ scheme.scheme }}_placed.as_of_date
        {%- endfor %}
    )

    select * from segments
{%- endmacro %}
