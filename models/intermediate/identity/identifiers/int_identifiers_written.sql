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
    union all
    select distinct
        'email' as identifier_type,
        raw_email as identifier,
        null as country_code,
        0 as records,
    from {{ ref('int_emails_written') }}
    union all
    select distinct
        'phone' as identifier_type,
        phone as identifier,
        null as country_code,
        0 as records,
    from {{ ref('int_marketing_sends_cleaned') }}
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
