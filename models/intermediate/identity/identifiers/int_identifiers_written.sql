{#- Model, column with the e-mail, column with the phone. -#}
{%- set sources = [
    ('int_social_interactions_cleaned', 'email', none),
    ('int_survey_responses_cleaned', 'email', none),
    ('int_feedback_comments_cleaned', 'email', none),
    ('int_marketing_sends_cleaned', 'email', 'phone'),
] -%}
{%- set typed_sources = [
    'int_crm_consents_cleaned', 'int_crm_privacy_requests_cleaned',
    'int_external_attributes_cleaned',
] -%}

with

written as (
    select
        'email' as identifier_type,
        email as identifier,
        null as country_code,
        count(*) as records,
    from {{ ref('int_person_records') }}
    group by email
    union all
    select
        'phone' as identifier_type,
        phone as identifier,
        upper(country_code) as country_code,
        count(*) as records,
    from {{ ref('int_person_records') }}
    group by phone, upper(country_code)
    {% for model, email, phone in sources %}
        {% for column, identifier_type in [(email, 'email'), (phone, 'phone')]
            if column %}
            union all
            select distinct
                '{{ identifier_type }}' as identifier_type,
                {{ column }} as identifier,
                null as country_code,
                0 as records,
            from {{ ref(model) }}
        {% endfor %}
    {% endfor %}
    {% for model in typed_sources %}
        union all
        select distinct
            identifier_type,
            identifier,
            null as country_code,
            0 as records,
        from {{ ref(model) }}
        where identifier_type in ('email', 'phone')
    {% endfor %}
),

identifiers as (
    select
        identifier_type,
        identifier,
        case
            when identifier_type = 'phone'
                then coalesce(country_code, '{{ var("default_country") }}')
        end as country_code,
        sum(records) as records,
    from written
    where identifier is not null
    group by all
)

select * from identifiers
