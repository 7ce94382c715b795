{#- Activity of people, with its time. -#}
{%- set contacts = {
    'survey_responses': 'responded_at',
    'feedback_comments': 'created_at',
    'social_interactions': 'occurred_at',
    'marketing_sends': 'greatest(opened_at, clicked_at, converted_at)',
    'crm_lead_activities': 'occurred_at',
    'shop_orders': 'ordered_at',
    'web_events': 'occurred_at',
} -%}

with

-- Activity of the person, not changes of the record.
contacts as (
    {% for raw_table, at in contacts.items() -%}
        {%- set personal = personal_columns(raw_table) -%}
        {#- A visit without login may be by another person. -#}
        {%- for identifier_type, column in personal.identifiers.items()
            if identifier_type != 'visitor_id' -%}
            select
                '{{ identifier_type }}' as identifier_type,
                {{ identifier_value(identifier_type, column) }} as identifier,
                {{ at }} as contacted_at,
            from {{ ref('int_' ~ raw_table ~ '_cleaned') }}
            union all
        {% endfor -%}
    {% endfor -%}
    select
        identifier_type,
        identifier,
        recorded_at as contacted_at,
    from {{ ref('int_crm_consents_cleaned') }}
),

identifiers as (
    select
        identifier_type,
        identifier,
        max(contacted_at) as contacted_at,
    from contacts
    where identifier is not null and contacted_at is not null
    group by identifier_type, identifier
)

select * from identifiers
