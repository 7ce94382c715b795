with

attributes as (

    select * from {{ ref('stg_external__attributes') }}

),

suspects as (

    select * from {{ ref('int_external_attributes_suspected') }}

),

{{ clean_rows(
    'external_attributes',
    'attributes',
    'suspects',
    bulk_key=[
            'identifier_type',
            'identifier',
            'attribute',
            'provider',
            'known_at',
        ],
) }}
