with

scoring_date as (

    select as_of_date
    from {{ ref('int_as_of_dates') }}
    where
        is_scoring_date
        and {{ is_due('as_of_date') }}

),

measures as (

    select * from {{ ref('int_quality_measured') }}

),

data_quality as (

    select
        scoring_date.as_of_date,
        measures.entity as raw_table,
        measures.measure,
        measures.subject,
        cast(
            measures.measured_value as decimal(18, 6)
        ) as measured_value,
    from measures
    cross join scoring_date

)

select * from data_quality
