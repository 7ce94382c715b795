{{ config(materialized='view') }}

with

failed_checks as (

    select * from {{ ref('int_crm_contacts_checked') }}
    union all
    select * from {{ ref('int_crm_consents_checked') }}
    union all
    select * from {{ ref('int_crm_privacy_requests_checked') }}
    union all
    select * from {{ ref('int_crm_companies_checked') }}
    union all
    select * from {{ ref('int_crm_leads_checked') }}
    union all
    select * from {{ ref('int_crm_lead_activities_checked') }}
    union all
    select * from {{ ref('int_crm_opportunities_checked') }}
    union all
    select * from {{ ref('int_shop_accounts_checked') }}
    union all
    select * from {{ ref('int_shop_orders_checked') }}
    union all
    select * from {{ ref('int_shop_order_lines_checked') }}
    union all
    select * from {{ ref('int_web_events_checked') }}
    union all
    select * from {{ ref('int_social_interactions_checked') }}
    union all
    select * from {{ ref('int_survey_responses_checked') }}
    union all
    select * from {{ ref('int_feedback_comments_checked') }}
    union all
    select * from {{ ref('int_marketing_sends_checked') }}
    union all
    select * from {{ ref('int_external_attributes_checked') }}
    union all
    select * from {{ ref('int_context_series_checked') }}

)

select * from failed_checks
