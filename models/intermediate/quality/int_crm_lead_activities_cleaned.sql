with

lead_activities as (

    select * from {{ ref('stg_crm__lead_activities') }}

),

suspects as (

    select * from {{ ref('int_crm_lead_activities_suspected') }}

),

{{ clean_rows(
    'crm_lead_activities',
    'lead_activities',
    'suspects',
    bulk_key=['activity_id'],
) }}
