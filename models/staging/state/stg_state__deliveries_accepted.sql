select
    raw_table,
    rows_in,
    data_date,
from {{ source('state', 'deliveries_accepted') }}
