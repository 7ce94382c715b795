with

opportunities as (

    select * from {{ ref('stg_crm__opportunities') }}

),

suspects as (

    select * from {{ ref('int_crm_opportunities_suspected') }}

),

{{ clean_rows(
    'crm_opportunities',
    'opportunities',
    'suspects',
    bulk_key=['opportunity_id', 'stage', 'stage_entered_at'],
) }}
