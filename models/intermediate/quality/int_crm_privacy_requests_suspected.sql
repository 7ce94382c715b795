with

privacy_requests as (

    select * from {{ ref('stg_crm__privacy_requests') }}

),

{{ suspected_rows(
    'crm_privacy_requests',
    'privacy_requests',
    key=[
            'identifier_type',
            'identifier',
            'request_type',
            'requested_at',
        ],
    not_future=['requested_at'],
) }}
