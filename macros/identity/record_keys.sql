{#- The kinds of identifiers that are keys of records, and of which raw table. -#}
{% macro record_keys() -%}
    {{ return({
        'contact_id': 'crm_contacts',
        'account_id': 'shop_accounts',
        'lead_id': 'crm_leads',
    }) }}
{%- endmacro %}
