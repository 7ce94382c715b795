with

{% call(rows) suspected_rows(
    'crm_leads', ref('stg_crm__leads'), key=['lead_id']
) -%}
    select {{ failed_check('names_nobody', 'lead_id') }}
    from {{ rows }}
    where {{ names_nobody('lead_id') }}
{%- endcall %}
