with

{% call(rows) suspected_rows(
    'crm_contacts', ref('stg_crm__contacts'), key=['contact_id']
) -%}
    select {{ failed_check('names_nobody', 'contact_id') }}
    from {{ rows }}
    where {{ names_nobody('contact_id') }}
{%- endcall %}
