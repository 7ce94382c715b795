{%- set tables = [
    ('crm_contacts', ref('stg_crm__contacts')),
    ('crm_consents', ref('stg_crm__consents')),
    ('crm_privacy_requests', ref('stg_crm__privacy_requests')),
    ('crm_companies', ref('stg_crm__companies')),
    ('crm_leads', ref('stg_crm__leads')),
    ('crm_lead_activities', ref('stg_crm__lead_activities')),
    ('crm_opportunities', ref('stg_crm__opportunities')),
    ('shop_accounts', ref('stg_shop__accounts')),
    ('shop_orders', ref('stg_shop__orders')),
    ('shop_order_lines', ref('stg_shop__order_lines')),
    ('web_events', ref('stg_web__events')),
    ('social_interactions', ref('stg_social__interactions')),
    ('survey_responses', ref('stg_survey__responses')),
    ('feedback_comments', ref('stg_feedback__comments')),
    ('marketing_sends', ref('stg_marketing__sends')),
    ('external_attributes', ref('stg_external__attributes')),
    ('context_series', ref('stg_context__series')),
] -%}

with

clean_columns as (

    select * from {{ ref('int_clean_columns_profiled') }}

),

quarantined_rows as (

    select * from {{ ref('int_rows_quarantined') }}

),

failed_checks as (

    select * from {{ ref('int_failed_checks_unioned') }}

),

rows_in as (

    {%- for entity, raw_rows in tables %}
        select
            '{{ entity }}' as entity,
            count(*) as rows_in,
        from {{ raw_rows }}
        {{ "union all" if not loop.last }}
    {%- endfor %}

),

rows_clean as (

    select distinct
        entity,
        rows_clean,
    from clean_columns

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
