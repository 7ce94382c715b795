with

companies as (

    select * from {{ ref('stg_crm__companies') }}

),

suspects as (

    select * from {{ ref('int_crm_companies_suspected') }}

),

{{ clean_rows(
    'crm_companies',
    'companies',
    'suspects',
    bulk_key=['company_id'],
) }}
