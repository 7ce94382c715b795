select
    identifier_type,
    identifier_hash,
    erased_on,
from {{ source('state', 'people_suppressed') }}
