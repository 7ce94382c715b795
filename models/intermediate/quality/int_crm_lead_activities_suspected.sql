with

{{ suspected_rows(
    'crm_lead_activities',
    ref('stg_crm__lead_activities'),
    key=['activity_id'],
) }}
