with

{{ suspected_rows(
    'crm_companies',
    ref('stg_crm__companies'),
    key=['company_id'],
    not_old=['founded_on'],
) }}
