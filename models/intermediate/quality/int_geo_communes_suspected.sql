with

{{ suspected_rows(
    'geo_communes',
    ref('stg_geo__communes'),
    key=['insee_code', 'postal_code'],
) }}
