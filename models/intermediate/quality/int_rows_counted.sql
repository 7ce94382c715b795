{%- set tables = [
    ('crm_contacts', ref('int_crm_contacts_cleaned')),
    ('crm_consents', ref('int_crm_consents_cleaned')),
    ('crm_privacy_requests', ref('int_crm_privacy_requests_cleaned')),
    ('crm_companies', ref('int_crm_companies_cleaned')),
    ('crm_leads', ref('int_crm_leads_cleaned')),
    ('crm_lead_activities', ref('int_crm_lead_activities_cleaned')),
    ('crm_opportunities', ref('int_crm_opportunities_cleaned')),
    ('shop_accounts', ref('int_shop_accounts_cleaned')),
    ('shop_orders', ref('int_shop_orders_cleaned')),
    ('shop_order_lines', ref('int_shop_order_lines_cleaned')),
    ('web_events', ref('int_web_events_cleaned')),
    ('social_interactions', ref('int_social_interactions_cleaned')),
    ('survey_responses', ref('int_survey_responses_cleaned')),
    ('feedback_comments', ref('int_feedback_comments_cleaned')),
    ('marketing_sends', ref('int_marketing_sends_cleaned')),
    ('external_attributes', ref('int_external_attributes_cleaned')),
    ('context_series', ref('int_context_series_cleaned')),
] -%}

with

profiled_columns as (

    select * from {{ ref('int_columns_profiled') }}

),

quarantined_rows as (

    select * from {{ ref('int_rows_quarantined') }}

),

failed_checks as (

    select * from {{ ref('int_failed_checks_unioned') }}

),

rows_in as (

    select distinct
        entity,
        rows_in,
    from profiled_columns

),

rows_clean as (

    {%- for entity, clean_rows in tables %}
        select
            '{{ entity }}' as entity,
            count(*) as rows_clean,
        from {{ clean_rows }}
        {{ "union all" if not loop.last }}
    {%- endfor %}

),

rows_quarantined as (

    select
        entity,
        count(*) as rows_quarantined,
    from quarantined_rows
    group by all

),

rows_duplicate as (

    select
        entity,
        sum(row_count) as rows_duplicate,
    from failed_checks
    where consequence = 'drop'
    group by all

),

row_counts as (

    select
        rows_in.entity,
        rows_in.rows_in,
        rows_clean.rows_clean,
        coalesce(rows_quarantined.rows_quarantined, 0) as rows_quarantined,
        cast(
            coalesce(rows_duplicate.rows_duplicate, 0) as bigint
        ) as rows_duplicate,
        -- Nobody can ask to be erased yet.
        cast(0 as bigint) as rows_erased,
    from rows_in
    inner join rows_clean
        on rows_in.entity = rows_clean.entity
    left join rows_quarantined
        on rows_in.entity = rows_quarantined.entity
    left join rows_duplicate
        on rows_in.entity = rows_duplicate.entity

)

select * from row_counts
