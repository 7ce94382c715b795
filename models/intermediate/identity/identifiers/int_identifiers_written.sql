{#- Where else they are written, and what is in quarantine: who is erased is in
    neither any more. -#}
{%- set columns = [] -%}
{%- set typed_tables = [] -%}
{%- for raw_table in raw_tables() if personal_columns(raw_table) -%}
    {%- set personal = personal_columns(raw_table) -%}
    {%- if personal.time -%}
        {%- do typed_tables.append(raw_table) -%}
    {%- endif -%}
    {%- for identifier_type in ['email', 'phone']
        if identifier_type in personal.identifiers -%}
        {%- do columns.append((raw_table, identifier_type)) -%}
    {%- endfor -%}
{%- endfor -%}

with

countries as (
    select distinct upper(country_code) as country_code
    from {{ ref('int_person_records') }}
),

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
    {% for raw_table, identifier_type in columns %}
        union all
        select distinct
            '{{ identifier_type }}' as identifier_type,
            {{ identifier_type }} as identifier,
            null as country_code,
            0 as records,
        from {{ ref('int_' ~ raw_table ~ '_suspected') }}
    {% endfor %}
    {% for raw_table in typed_tables %}
        {% for state in ['cleaned', 'suspected'] %}
            union all
            select distinct
                identifier_type,
                identifier,
                null as country_code,
                0 as records,
            from {{ ref('int_' ~ raw_table ~ '_' ~ state) }}
            where identifier_type in ('email', 'phone')
        {% endfor %}
    {% endfor %}
    union all
    -- Nobody says which country the number of a request is of.
    select distinct
        requests.identifier_type,
        requests.identifier,
        countries.country_code,
        0 as records,
    from {{ ref('int_crm_privacy_requests_cleaned') }} as requests
    cross join countries
    where requests.identifier_type = 'phone'
    union all
    select
        identifier_type,
        identifier,
        null as country_code,
        0 as records,
    from {{ ref('int_rejected_identifiers') }}
    where identifier_type in ('email', 'phone')
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
