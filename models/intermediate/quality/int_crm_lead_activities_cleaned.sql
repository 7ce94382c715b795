{{ config(materialized='view') }}

with

{{ clean_rows(
    'crm_lead_activities',
    ref('stg_crm__lead_activities'),
    ref('int_crm_lead_activities_suspected'),
    bulk_key=['activity_id'],
) }}
