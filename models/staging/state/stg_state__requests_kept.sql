select
    request_hash,
    identifier_type,
    identifier,
    request_type,
    requested_at,
from {{ source('state', 'requests_kept') }}
