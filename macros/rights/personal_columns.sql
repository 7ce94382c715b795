{#-
    How a raw table names people: the key of its rows, by which they are erased, and
    the column of each kind of identifier. Where an identifier is told by its type, it
    is part of the key. Rows that go with those of another table have the key of that.
    Raw tables that hold nothing of people have none.
-#}
{% macro personal_columns(raw_table) -%}
    {{ return({
        'crm_contacts': {
            'key': ['contact_id'],
            'identifiers': {
                'contact_id': 'contact_id', 'email': 'email', 'phone': 'phone',
                'social_handle': 'social_handle',
            },
        },
        'crm_consents': {
            'key': [
                'identifier_type', 'channel', 'purpose', 'recorded_at', 'identifier'
            ],
            'time': 'recorded_at',
            'identifiers': {},
        },
        'crm_privacy_requests': {
            'key': ['identifier_type', 'request_type', 'requested_at', 'identifier'],
            'time': 'requested_at',
            'identifiers': {},
        },
        'crm_leads': {
            'key': ['lead_id'],
            'identifiers': {'lead_id': 'lead_id', 'email': 'email', 'phone': 'phone'},
        },
        'crm_lead_activities': {
            'key': ['activity_id'],
            'identifiers': {'lead_id': 'lead_id'},
        },
        'crm_opportunities': {
            'key': ['opportunity_id'],
            'identifiers': {'lead_id': 'lead_id'},
        },
        'shop_accounts': {
            'key': ['account_id'],
            'identifiers': {
                'account_id': 'account_id', 'email': 'email', 'phone': 'phone',
            },
        },
        'shop_orders': {
            'key': ['order_id'],
            'identifiers': {'account_id': 'account_id'},
        },
        'shop_order_lines': {
            'key': ['order_id'],
            'identifiers': {},
            'of': 'shop_orders',
        },
        'web_events': {
            'key': ['event_id'],
            'identifiers': {'account_id': 'account_id', 'visitor_id': 'visitor_id'},
        },
        'social_interactions': {
            'key': ['interaction_id'],
            'identifiers': {'email': 'email', 'social_handle': 'handle'},
        },
        'survey_responses': {
            'key': ['response_id'],
            'identifiers': {'email': 'email', 'contact_id': 'contact_id'},
        },
        'feedback_comments': {
            'key': ['comment_id'],
            'identifiers': {'email': 'email', 'account_id': 'account_id'},
        },
        'marketing_sends': {
            'key': ['send_id'],
            'identifiers': {
                'email': 'email', 'phone': 'phone', 'contact_id': 'contact_id',
            },
        },
        'external_attributes': {
            'key': [
                'identifier_type', 'attribute', 'provider', 'known_at', 'identifier'
            ],
            'time': 'known_at',
            'identifiers': {},
        },
    }.get(raw_table)) }}
{%- endmacro %}
