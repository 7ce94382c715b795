{{ config(materialized='view') }}

with

candidates as (
    select * from {{ ref('int_golden_candidates') }}
),

rules as (
    select
        attribute,
        list(rule order by place) as rules,
    from {{ ref('survivorship_rules') }}
    group by attribute
),

-- Almost all customers have only one value of an attribute.
attributes as (
    select
        customer_id,
        attribute,
        min(place) as place,
        min(compared_value) != max(compared_value) as is_contested,
    from candidates
    group by customer_id, attribute
),

different_values as (
    select
        candidates.customer_id,
        candidates.attribute,
        candidates.compared_value,
        min(candidates.place) as place,
        count(*) as frequency,
        bool_or(candidates.is_own) as is_own,
        bool_or(candidates.is_valid) as is_valid,
        max(candidates.dated_at) as dated_at,
        min(candidates.priority) as priority,
    from candidates
    inner join attributes
        on
            candidates.customer_id = attributes.customer_id
            and candidates.attribute = attributes.attribute
    where attributes.is_contested
    group by
        candidates.customer_id, candidates.attribute, candidates.compared_value
),

-- Each rule gives a score, and a higher one is better. Lists of scores are
-- compared in the order of the rules.
scored_values as (
    select
        different_values.*,
        list_transform(
            rules.rules,
            lambda rule: case rule
                when 'own' then cast(different_values.is_own as double)
                when 'valid' then cast(different_values.is_valid as double)
                when 'most_recent'
                    then coalesce(
                        epoch(different_values.dated_at), -1e15
                    )
                when 'most_frequent'
                    then cast(different_values.frequency as double)
                when 'longest'
                    then cast(
                        length(different_values.compared_value) as double
                    )
                else -cast(different_values.priority as double)
            end
        ) as scores,
    from different_values
    left join rules on different_values.attribute = rules.attribute
),

chosen as (
    select
        customer_id,
        attribute,
        place,
        count(*) over (partition by customer_id, attribute) as candidates,
    from scored_values
    qualify
        row_number() over (
            partition by customer_id, attribute
            order by scores desc, compared_value asc
        ) = 1
    union all
    select
        customer_id,
        attribute,
        place,
        1 as candidates,
    from attributes
    where not is_contested
),

-- The winner is attributed to the first candidate with the chosen value.
winners as (
    select
        candidates.customer_id,
        candidates.attribute,
        candidates.golden_value,
        candidates.is_valid,
        candidates.record_id,
        candidates.record_source,
        candidates.dated_at,
        chosen.candidates,
    from candidates
    inner join chosen
        on
            candidates.customer_id = chosen.customer_id
            and candidates.attribute = chosen.attribute
            and candidates.place = chosen.place
)

select * from winners
