with

consents as (

    select * from {{ ref('stg_crm__consents') }}

),

{{ suspected_rows(
    'crm_consents',
    'consents',
    key=[
            'identifier_type',
            'identifier',
            'channel',
            'purpose',
            'recorded_at',
        ],
    not_future=['recorded_at'],
) }}
