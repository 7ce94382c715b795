select
    identifier_hash,
    channel,
    purpose,
    recorded_at,
from {{ source('state', 'refusals_kept') }}
