with

contacts as (

    select * from {{ ref('stg_crm__contacts') }}

),

suspects as (

    select * from {{ ref('int_crm_contacts_suspected') }}

),

{{ clean_rows(
    'crm_contacts',
    'contacts',
    'suspects',
    bulk_key=['contact_id'],
) }}
