{#- Raw table, staging model, which of its columns hold which identifier. -#}
{%- set tables = [
    ('crm_contacts', 'stg_crm__contacts', {'contact_id': 'contact_id'}),
    ('crm_leads', 'stg_crm__leads', {'lead_id': 'lead_id'}),
    ('crm_lead_activities', 'stg_crm__lead_activities', {'lead_id': 'lead_id'}),
    ('crm_opportunities', 'stg_crm__opportunities', {'lead_id': 'lead_id'}),
    ('shop_accounts', 'stg_shop__accounts', {'account_id': 'account_id'}),
    ('shop_orders', 'stg_shop__orders', {'account_id': 'account_id'}),
    ('web_events', 'stg_web__events',
        {'account_id': 'account_id', 'visitor_id': 'visitor_id'}),
    ('social_interactions', 'stg_social__interactions',
        {'email': 'email', 'social_handle': standardised_handle('handle')}),
    ('survey_responses', 'stg_survey__responses',
        {'email': 'email', 'contact_id': 'contact_id'}),
    ('feedback_comments', 'stg_feedback__comments',
        {'email': 'email', 'account_id': 'account_id'}),
    ('marketing_sends', 'stg_marketing__sends',
        {'email': 'email', 'phone': 'phone', 'contact_id': 'contact_id'}),
] -%}
{%- set typed_tables = [
    ('crm_consents', 'stg_crm__consents'),
    ('crm_privacy_requests', 'stg_crm__privacy_requests'),
    ('external_attributes', 'stg_external__attributes'),
] -%}

with

identifiers as (
    select * from {{ ref('int_identifiers_erased') }}
),

-- Where nobody is erased, no table is read.
anybody as (
    select distinct true as is_erased
    from identifiers
),

{% for raw_table, model, columns in tables -%}
    {{ raw_table }} as (
        select distinct
            '{{ raw_table }}' as raw_table,
            {{ erasable_key(raw_table) }} as row_key,
        from {{ ref(model) }}
        cross join anybody
        where
            {% for identifier_type, column in columns.items() -%}
                {{ "or " if not loop.first -}}
                {{ column }} in (
                    select identifiers.identifier
                    from identifiers
                    where identifiers.identifier_type = '{{ identifier_type }}'
                )
            {% endfor %}
    ),

{% endfor -%}
{% for raw_table, model in typed_tables -%}
    {{ raw_table }} as (
        select distinct
            '{{ raw_table }}' as raw_table,
            {{ erasable_key(raw_table) }} as row_key,
        from {{ ref(model) }} as staged
        cross join anybody
        where
            exists (
                select 1
                from identifiers
                where
                    identifiers.identifier_type = staged.identifier_type
                    and identifiers.identifier = staged.identifier
            )
    ),

{% endfor -%}
shop_order_lines as (
    select distinct
        'shop_order_lines' as raw_table,
        lines.order_id as row_key,
    from {{ ref('stg_shop__order_lines') }} as lines
    semi join shop_orders on lines.order_id = shop_orders.row_key
),

rows_erased as (
    {% for raw_table, _, _ in tables -%}
        select * from {{ raw_table }}
        union all
    {% endfor -%}
    {% for raw_table, _ in typed_tables -%}
        select * from {{ raw_table }}
        union all
    {% endfor -%}
    select * from shop_order_lines
)

select * from rows_erased
where row_key is not null
