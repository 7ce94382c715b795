select
    request_hash,
    status,
from {{ source('state', 'requests_unclear') }}
