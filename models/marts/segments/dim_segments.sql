with

schemes as (
    select * from {{ ref('segment_schemes') }}
),

rule_segments as (
    select * from {{ ref('rule_segments') }}
),

prototypes as (
    select * from {{ ref('int_prototypes') }}
),

dates as (
    select
        max(learning_date) filter (where is_scoring_date) as learning_date,
    from {{ ref('int_as_of_dates') }}
),

-- A segment may have several prototypes; the first has its name.
learnt_segments as (
    select
        entity,
        scheme,
        segment,
        arg_min(name, prototype_id) as name,
        arg_min(description, prototype_id) as description,
        min(prototype_id) + 1 as position,
    from prototypes
    group by entity, scheme, segment
),

segments as (
    select
        entity,
        scheme,
        segment,
        name,
        description,
        position,
        false as is_learnt,
        cast(null as date) as born_on,
    from rule_segments
    union all
    select
        learnt_segments.*,
        true as is_learnt,
        dates.learning_date as born_on,
    from learnt_segments
    cross join dates
),

described as (
    select
        {{ segment_id_of(
            'segments.entity', 'segments.scheme', 'segments.segment'
        ) }} as segment_id,
        segments.entity,
        segments.scheme,
        cast(null as varchar) as parent_segment_id,
        segments.name,
        segments.description,
        segments.position,
        segments.is_learnt,
        segments.born_on,
        cast(null as date) as retired_on,
    from segments
    inner join schemes
        on
            segments.entity = schemes.entity
            and segments.scheme = schemes.scheme
)

select * from described
