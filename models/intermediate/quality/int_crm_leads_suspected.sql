with

{{ suspected_rows('crm_leads', ref('stg_crm__leads'), key=['lead_id']) }}
