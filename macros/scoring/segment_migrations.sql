{#-
    Number of members who moved between segments from one as-of date to the
    next: one row per date, scheme, segment left and segment entered.
    Individuals who were not known at the earlier date come from null.
-#}
{% macro segment_migrations(entity, segments) -%}
    {%- set key = entity ~ '_id' -%}
    {%- set schemes = segment_schemes(entity) -%}
    with

    dates as (
        select
            as_of_date,
            previous_as_of_date,
        from {{ ref('int_as_of_dates') }}
        where
            {{ is_due('as_of_date') }}
            and previous_as_of_date is not null
    ),

    -- Joined once for all schemes.
    pairs as materialized (
        select
            dates.as_of_date,
            dates.previous_as_of_date,
            {%- for scheme in schemes %}
            before.{{ scheme.scheme }} as from_{{ scheme.scheme }},
            after.{{ scheme.scheme }} as to_{{ scheme.scheme }},
            {%- endfor %}
        from {{ segments }} as after
        inner join dates on after.as_of_date = dates.as_of_date
        left join {{ segments }} as before
            on
                after.{{ key }} = before.{{ key }}
                and dates.previous_as_of_date = before.as_of_date
    ),

    moves as (
        {%- for scheme in schemes %}
        select
            as_of_date,
            previous_as_of_date,
            '{{ entity }}' as entity,
            '{{ scheme.scheme }}' as scheme,
            from_{{ scheme.scheme }} as from_segment_id,
            to_{{ scheme.scheme }} as to_segment_id,
            count(*) as members,
        from pairs
        group by
            as_of_date,
            previous_as_of_date,
            from_{{ scheme.scheme }},
            to_{{ scheme.scheme }}
        {{ "union all" if not loop.last }}
        {%- endfor %}
    )

    select * from moves
{%- endmacro %}
