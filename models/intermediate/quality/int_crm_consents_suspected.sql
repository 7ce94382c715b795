with

{{ suspected_rows(
    'crm_consents',
    ref('stg_crm__consents'),
    key=[
        'identifier_type',
        'identifier',
        'channel',
        'purpose',
        'recorded_at',
    ],
    not_future=['recorded_at'],
) }}
