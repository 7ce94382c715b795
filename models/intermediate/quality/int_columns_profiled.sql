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

scoring_date as (

    select * from {{ ref('int_scoring_date') }}

),

-- One look at each table. A date beyond the scoring date is no news: with an
-- earlier scoring date it was not known.
tables_profiled as (

    {%- for entity, rows in tables %}
        select
            '{{ entity }}' as entity,
            count(*) as rows_in,
            max(loaded_at) filter (isfinite(loaded_at)) as newest_loaded_at,
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
        rows_in,
        newest_loaded_at,
        unnest(profiles) as profile,
    from tables_profiled

),

profiled as (

    select
        entity,
        rows_in,
        newest_loaded_at,
        unnested.profile.column_name,
        unnested.profile.missing_count,
        unnested.profile.newest_at,
    from unnested

)

select * from profiled
