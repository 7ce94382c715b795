with

records as (
    select * from {{ ref('int_person_records_standardised') }}
),

places as (
    select * from {{ ref('int_person_places') }}
),

rules as (
    select
        record_source,
        unnest(rules) as rule,
    from records
    union all
    select
        record_source,
        unnest(rules) as rule,
    from places
),

corrections as (
    select
        record_source,
        rule,
        count(*) as records,
    from rules
    group by record_source, rule
)

select * from corrections
