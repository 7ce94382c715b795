with

leads as (

    select * from {{ ref('stg_crm__leads') }}

),

{{ suspected_rows('crm_leads', 'leads', key=['lead_id']) }}
