{{ config(materialized='view') }}

with

{{ clean_rows(
    'crm_privacy_requests',
    ref('stg_crm__privacy_requests'),
    ref('int_crm_privacy_requests_suspected'),
    bulk_key=['identifier_type', 'identifier', 'request_type', 'requested_at'],
) }}
