with

{{ suspected_rows(
    'crm_contacts',
    ref('stg_crm__contacts'),
    key=['contact_id'],
) }}
