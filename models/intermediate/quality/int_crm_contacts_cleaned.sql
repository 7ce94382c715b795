with

{{ clean_rows(
    'crm_contacts',
    ref('stg_crm__contacts'),
    ref('int_crm_contacts_suspected'),
    bulk_key=['contact_id'],
) }}
