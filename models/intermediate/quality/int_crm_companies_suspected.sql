with

companies as (

    select * from {{ ref('stg_crm__companies') }}

),

{{ suspected_rows(
    'crm_companies',
    'companies',
    key=['company_id'],
    not_old=['founded_on'],
) }}
