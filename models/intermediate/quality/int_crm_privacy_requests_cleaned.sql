with

privacy_requests as (

    select * from {{ ref('stg_crm__privacy_requests') }}

),

suspects as (

    select * from {{ ref('int_crm_privacy_requests_suspected') }}

),

{{ clean_rows(
    'crm_privacy_requests',
    'privacy_requests',
    'suspects',
    bulk_key=[
            'identifier_type',
            'identifier',
            'request_type',
            'requested_at',
        ],
) }}
