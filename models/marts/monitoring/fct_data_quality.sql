-- `accept_run` adds the measures of this run, if it is accepted.
-- depends_on: {{ ref('int_quality_measured') }}

select
    as_of_date,
    raw_table,
    measure,
    subject,
    measured_value,
from {{ ref('stg_state__quality_accepted') }}
