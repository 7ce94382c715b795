{{ config(materialized='view') }}

with

{{ clean_rows(
    'crm_opportunities',
    ref('stg_crm__opportunities'),
    ref('int_crm_opportunities_suspected'),
    bulk_key=['opportunity_id', 'stage', 'stage_entered_at'],
) }}
