with

consents as (

    select * from {{ ref('stg_crm__consents') }}

),

suspects as (

    select * from {{ ref('int_crm_consents_suspected') }}

),

{{ clean_rows(
    'crm_consents',
    'consents',
    'suspects',
    bulk_key=[
            'identifier_type',
            'identifier',
            'channel',
            'purpose',
            'recorded_at',
        ],
) }}
