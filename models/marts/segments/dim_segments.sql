with

rule_segments as (
    select * from {{ ref('rule_segments') }}
),

prototypes as (
    select * from {{ ref('int_kmeans_prototypes') }}
),

dates as (
    select
        min(as_of_date) as first_as_of_date,
        max(learning_date) filter (where is_scoring_date) as learning_date,
    from {{ ref('int_as_of_dates') }}
),

segments as (
    select
        scheme,
        segment,
        name,
        description,
        position,
        cast(null as date) as born_on,
    from rule_segments
    union all
    select
        'kmeans' as scheme,
        prototypes.segment,
        prototypes.name,
        prototypes.description,
        prototypes.prototype_id + 1 as position,
        dates.learning_date as born_on,
    from prototypes
    cross join dates
),

described as (
    select
        scheme || ':' || segment as segment_id,
        'customer' as entity,
        scheme,
        cast(null as varchar) as parent_segment_id,
        name,
        description,
        position,
        scheme in ('kmeans') and segment != 'prospect' as is_learnt,
        born_on,
        cast(null as date) as retired_on,
    from segments
)

select * from described
