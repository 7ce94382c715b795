with

{{ suspected_rows(
    'external_attributes',
    ref('stg_external__attributes'),
    key=[
        'identifier_type',
        'identifier',
        'attribute',
        'provider',
        'known_at',
    ],
) }}
