with

contacts as (

    select * from {{ ref('stg_crm__contacts') }}

),

{{ suspected_rows('crm_contacts', 'contacts', key=['contact_id']) }}
