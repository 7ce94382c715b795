with

lead_activities as (

    select * from {{ ref('stg_crm__lead_activities') }}

),

{{ suspected_rows(
    'crm_lead_activities',
    'lead_activities',
    key=['activity_id'],
) }}
