{#- The dated tables, with the column of the event time. -#}
{%- set clocks = [
    (1, 'shop_orders', ref('stg_shop__orders'), 'ordered_at'),
    (2, 'web_events', ref('stg_web__events'), 'occurred_at'),
    (2, 'social_interactions', ref('stg_social__interactions'), 'occurred_at'),
    (2, 'survey_responses', ref('stg_survey__responses'), 'responded_at'),
    (2, 'feedback_comments', ref('stg_feedback__comments'), 'created_at'),
    (2, 'marketing_sends', ref('stg_marketing__sends'), 'sent_at'),
    (2, 'crm_lead_activities', ref('stg_crm__lead_activities'), 'occurred_at'),
    (2, 'crm_opportunities', ref('stg_crm__opportunities'), 'stage_entered_at'),
    (3, 'crm_leads', ref('stg_crm__leads'), 'created_at'),
    (3, 'crm_contacts', ref('stg_crm__contacts'), 'updated_at'),
    (3, 'shop_accounts', ref('stg_shop__accounts'), 'updated_at'),
    (4, 'crm_contacts', ref('stg_crm__contacts'), 'created_at'),
    (4, 'shop_accounts', ref('stg_shop__accounts'), 'created_at'),
] -%}

with

-- Time zones differ in steps of a quarter of an hour. Converting a few quarters
-- to the reporting time zone is cheaper than converting many rows.
quarters as (

    {% for clock_rank, entity, rows, happened_at in clocks %}
        select
            '{{ entity }}' as entity,
            {{ clock_rank }} as clock_rank,
            time_bucket(interval 15 minutes, {{ happened_at }}) as quarter_at,
            count(*) as row_count,
        from {{ rows }}
        where {{ happened_at }} is not null
        group by all
        {{ "union all" if not loop.last }}
    {% endfor %}

),

-- Tables share most of their quarters, so each is converted once. Days before
-- 1900 are not days of trade and are dropped before the conversion.
quarter_days as (

    select
        quarter_at,
        cast(
            timezone(
                {{ text_of_var('reporting_timezone') }},
                timezone('UTC', quarter_at)
            ) as date
        ) as active_date,
    from quarters
    where
        quarter_at >= timezone(
            'UTC',
            timezone(
                {{ text_of_var('reporting_timezone') }}, timestamp '1900-01-01'
            )
        )
    group by quarter_at

),

days as (

    select
        quarters.entity,
        quarters.clock_rank,
        quarter_days.active_date,
        cast(sum(quarters.row_count) as bigint) as row_count,
    from quarters
    inner join quarter_days
        on quarters.quarter_at = quarter_days.quarter_at
    group by all

)

select * from days
