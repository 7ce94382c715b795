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

scoring_date as (

    select * from {{ ref('int_scoring_date') }}

),

-- One look at each table. A date beyond the scoring date is no news: with an
-- earlier scoring date it was not known.
tables_profiled as (

    {%- for entity, rows in tables %}
        select
            '{{ entity }}' as entity,
            count(*) as rows_clean,
            max(loaded_at) as newest_loaded_at,
            [
                {%- for column in contract_of(entity) %}
                    struct_pack(
                        column_name := '{{ column.name }}',
                        missing_count := count(*) - count({{ column.name }}),
                        newest_at :=
                        {%- if column.type == 'timestamp' %}
                            max({{ column.name }}) filter (
                                {{ column.name }} < as_of_at
                            )
                        {%- else %}
                            cast(null as timestamp)
                        {%- endif %}
                    ),
                {%- endfor %}
            ] as profiles,
        from {{ rows }}
        cross join scoring_date
        {{ "union all" if not loop.last }}
    {%- endfor %}

),

unnested as (

    select
        entity,
        rows_clean,
        newest_loaded_at,
        unnest(profiles) as profile,
    from tables_profiled

),

clean_columns as (

    select
        entity,
        rows_clean,
        newest_loaded_at,
        unnested.profile.column_name,
        unnested.profile.missing_count,
        unnested.profile.newest_at,
    from unnested

)

select * from clean_columns
