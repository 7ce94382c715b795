{#- The columns of that key; raw tables that hold nothing of people have none. -#}
{% macro erasable_columns(raw_table) -%}
    {{ return({
        'crm_contacts': ['contact_id'],
        'crm_consents':
            ['identifier_type', 'identifier', 'channel', 'purpose', 'recorded_at'],
        'crm_privacy_requests':
            ['identifier_type', 'identifier', 'request_type', 'requested_at'],
        'crm_leads': ['lead_id'],
        'crm_lead_activities': ['activity_id'],
        'crm_opportunities': ['opportunity_id'],
        'shop_accounts': ['account_id'],
        'shop_orders': ['order_id'],
        'shop_order_lines': ['order_id'],
        'web_events': ['event_id'],
        'social_interactions': ['interaction_id'],
        'survey_responses': ['response_id'],
        'feedback_comments': ['comment_id'],
        'marketing_sends': ['send_id'],
        'external_attributes':
            ['identifier_type', 'identifier', 'attribute', 'provider', 'known_at'],
    }.get(raw_table, [])) }}
{%- endmacro %}
