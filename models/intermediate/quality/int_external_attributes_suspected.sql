with

attributes as (

    select * from {{ ref('stg_external__attributes') }}

),

{{ suspected_rows(
    'external_attributes',
    'attributes',
    key=[
            'identifier_type',
            'identifier',
            'attribute',
            'provider',
            'known_at',
        ],
) }}
