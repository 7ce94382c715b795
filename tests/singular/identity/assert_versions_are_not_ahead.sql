{{ config(severity='warn') }}

-- As of a date before the last version's no change is kept: meant for a look
-- back, it must not stay so.
with

versions as (
    select max(as_of_date) as last_date
    from {{ ref('int_customer_attributes_snapshotted') }}
),

scoring_date as (
    select as_of_date from {{ ref('int_scoring_date') }}
)

select
    scoring_date.as_of_date,
    versions.last_date,
from scoring_date
inner join versions on scoring_date.as_of_date < versions.last_date
