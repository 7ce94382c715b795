{{ config(materialized='view') }}

with

{{ clean_rows(
    'crm_companies',
    ref('stg_crm__companies'),
    ref('int_crm_companies_suspected'),
    bulk_key=['company_id'],
) }}
