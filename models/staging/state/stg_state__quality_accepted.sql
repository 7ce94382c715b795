select
    as_of_date,
    raw_table,
    measure,
    subject,
    measured_value,
from {{ source('state', 'quality_accepted') }}
