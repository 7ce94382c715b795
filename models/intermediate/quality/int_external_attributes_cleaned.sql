{{ config(materialized='view') }}

with

{{ clean_rows(
    'external_attributes',
    ref('stg_external__attributes'),
    ref('int_external_attributes_suspected'),
    bulk_key=[
        'identifier_type',
        'identifier',
        'attribute',
        'provider',
        'known_at',
    ],
) }}
