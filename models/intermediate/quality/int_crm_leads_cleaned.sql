with

{{ clean_rows(
    'crm_leads',
    ref('stg_crm__leads'),
    ref('int_crm_leads_suspected'),
    bulk_key=['lead_id'],
) }}
