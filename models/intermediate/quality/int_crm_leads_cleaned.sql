with

leads as (

    select * from {{ ref('stg_crm__leads') }}

),

suspects as (

    select * from {{ ref('int_crm_leads_suspected') }}

),

{{ clean_rows('crm_leads', 'leads', 'suspects', bulk_key=['lead_id']) }}
