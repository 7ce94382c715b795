{{ config(materialized='view') }}

with

{{ clean_rows(
    'crm_consents',
    ref('stg_crm__consents'),
    ref('int_crm_consents_suspected'),
    bulk_key=[
        'identifier_type',
        'identifier',
        'channel',
        'purpose',
        'recorded_at',
    ],
) }}
