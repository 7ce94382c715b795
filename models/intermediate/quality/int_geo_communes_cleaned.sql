{{ config(materialized='view') }}

with

{{ clean_rows(
    'geo_communes',
    ref('stg_geo__communes'),
    ref('int_geo_communes_suspected'),
    bulk_key=['insee_code', 'postal_code'],
) }}
