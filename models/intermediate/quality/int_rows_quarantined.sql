{{ config(materialized='view') }}

{%- set tables = [
    ('crm_contacts', ref('int_crm_contacts_suspected')),
    ('crm_consents', ref('int_crm_consents_suspected')),
    ('crm_privacy_requests', ref('int_crm_privacy_requests_suspected')),
    ('crm_companies', ref('int_crm_companies_suspected')),
    ('crm_leads', ref('int_crm_leads_suspected')),
    ('crm_lead_activities', ref('int_crm_lead_activities_suspected')),
    ('crm_opportunities', ref('int_crm_opportunities_suspected')),
    ('shop_accounts', ref('int_shop_accounts_suspected')),
    ('shop_orders', ref('int_shop_orders_suspected')),
    ('shop_order_lines', ref('int_shop_order_lines_suspected')),
    ('web_events', ref('int_web_events_suspected')),
    ('social_interactions', ref('int_social_interactions_suspected')),
    ('survey_responses', ref('int_survey_responses_suspected')),
    ('feedback_comments', ref('int_feedback_comments_suspected')),
    ('marketing_sends', ref('int_marketing_sends_suspected')),
    ('external_attributes', ref('int_external_attributes_suspected')),
    ('context_series', ref('int_context_series_suspected')),
] -%}

with

quarantined_rows as (

    {%- for entity, suspects in tables %}
        select
            '{{ entity }}' as entity,
            record_key,
            row_hash,
            quarantine_reasons as reasons,
            raw_row,
        from {{ suspects }}
        where len(quarantine_reasons) > 0
        {{ "union all" if not loop.last }}
    {%- endfor %}

)

select * from quarantined_rows
