{#- The identifier types that are record keys, with the raw table of each. -#}
{% macro record_keys() -%}
    {{ return({
        'contact_id': 'crm_contacts',
        'account_id': 'shop_accounts',
        'lead_id': 'crm_leads',
    }) }}
{%- endmacro %}
