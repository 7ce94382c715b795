{#- The raw tables of the contract. `raw_contract` has them when a run begins,
    but models that read all of them need the names when dbt parses. For the
    linter one of each kind is enough. -#}
{% macro raw_tables() %}
    {%- if target.name == 'lint' %}
        {{- return([
            'crm_contacts', 'crm_consents', 'shop_orders', 'shop_order_lines'
        ]) }}
    {%- endif %}
    {{ return([
        'crm_contacts',
        'crm_consents',
        'crm_privacy_requests',
        'crm_companies',
        'crm_leads',
        'crm_lead_activities',
        'crm_opportunities',
        'shop_accounts',
        'shop_orders',
        'shop_order_lines',
        'web_events',
        'social_interactions',
        'survey_responses',
        'feedback_comments',
        'marketing_sends',
        'external_attributes',
        'context_series',
        'geo_communes',
        'reference_words',
    ]) }}
{% endmacro %}
