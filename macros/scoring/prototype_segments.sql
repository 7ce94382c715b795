{#-
    The segment of every vector of an entity in each of its learnt schemes: one row per
    entity, as-of date and scheme. Schemes that learn from one use share its vectors.
-#}
{% macro prototype_segments(entity, vectors, prototypes) -%}
    {%- set key = entity ~ '_id' -%}
    {%- set uses = segment_schemes(entity)
        | selectattr('kind', 'equalto', 'learnt') | map(attribute='use')
        | unique | list -%}
    with

    vectors as (
        select * from {{ vectors }}
    ),

    prototypes as (
        select * from {{ prototypes }}
        where entity = '{{ entity }}'
    ),

    schemes as (
        select
            scheme,
            use,
            {{ segment_id_of('entity', 'scheme', 'outside_segment') }}
                as outside_segment_id,
            {{ segment_id_of('entity', 'scheme', "'noise'") }}
                as noise_segment_id,
        from {{ ref('segment_schemes') }}
        where entity = '{{ entity }}' and kind = 'learnt'
    ),

    {% for use in uses -%}
    {{ use }}_vectors as (
        select * from vectors
        where use = '{{ use }}'
    ),

    {{ use }}_prototypes as (
        select * from prototypes
        where use = '{{ use }}'
    ),

    {{ use }}_schemes as (
        select * from schemes
        where use = '{{ use }}'
    ),

    {{ use }}_segments as (
        {{ nearest_prototype(
            use ~ '_vectors', use ~ '_prototypes', use ~ '_schemes', key
        ) }}
    ),

    {% endfor -%}
    segments as (
        {%- for use in uses %}
        select * from {{ use }}_segments
        {{ "union all" if not loop.last }}
        {%- endfor %}
    )

    select * from segments
{%- endmacro %}
