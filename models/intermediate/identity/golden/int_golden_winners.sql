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

-- Of all who tell one value the first tells it: a record of the person's own, what
-- was changed last, of the source believed first.
different_values as (
    select
        customer_id,
        attribute,
        compared_value,
        golden_value,
        is_valid,
        record_id,
        record_source,
        dated_at,
        count(*) over one_value as frequency,
        bool_or(is_own) over one_value as is_any_own,
        bool_or(is_valid) over one_value as is_any_valid,
        max(dated_at) over one_value as newest_dated_at,
        min(priority) over one_value as first_priority,
    from candidates
    window one_value as (
        partition by customer_id, attribute, compared_value
    )
    qualify
        row_number() over (
            partition by customer_id, attribute, compared_value
            order by
                is_own desc,
                dated_at desc nulls last,
                priority asc,
                coalesce(record_id, record_source) asc
        ) = 1
),

-- Each rule gives a score, the greater the better; lists of scores compare as
-- the rules do, the first one first.
scored_values as (
    select
        different_values.*,
        list_transform(
            rules.rules,
            lambda rule: case rule
                when 'own' then cast(different_values.is_any_own as double)
                when 'valid' then cast(different_values.is_any_valid as double)
                when 'most_recent'
                    then coalesce(
                        epoch(different_values.newest_dated_at), -1e15
                    )
                when 'most_frequent'
                    then cast(different_values.frequency as double)
                when 'longest'
                    then cast(
                        length(different_values.compared_value) as double
                    )
                else -cast(different_values.first_priority as double)
            end
        ) as scores,
    from different_values
    left join rules on different_values.attribute = rules.attribute
),

winners as (
    select
        customer_id,
        attribute,
        golden_value,
        is_valid,
        record_id,
        record_source,
        dated_at,
        count(*) over (partition by customer_id, attribute) as candidates,
    from scored_values
    qualify
        row_number() over (
            partition by customer_id, attribute
            order by scores desc, compared_value asc
        ) = 1
)

select * from winners
