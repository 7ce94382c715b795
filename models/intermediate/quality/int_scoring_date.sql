-- Judged first: after a failed gate, nothing that has a date is built.
-- depends_on: {{ ref('int_deliveries_judged') }}

with

scoring_date as (

    select
        as_of_date,
        as_of_at,
        future_from_at,
    from {{ ref('int_scoring_date_found') }}

)

select * from scoring_date
