with

records as (
    select * from {{ ref('int_person_records_standardised') }}
),

rules as (
    select
        record_source,
        unnest(rules) as rule,
    from records
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
