with

{{ suspected_rows(
    'crm_privacy_requests',
    ref('stg_crm__privacy_requests'),
    key=['identifier_type', 'identifier', 'request_type', 'requested_at'],
    not_future=['requested_at'],
) }}
