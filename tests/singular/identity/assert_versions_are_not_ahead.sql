{{ config(severity='warn') }}

-- As of an earlier date than the last version's nothing new is kept of customers:
-- meant for a look back, it must not stay so.
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
