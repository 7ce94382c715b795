{#- All rows of staging: what quality sets aside or puts into quarantine is
    written, too, and a spelling too many does no harm. -#}
{%- set person_keys = {
    'crm_contacts': 'contact_id',
    'shop_accounts': 'account_id',
    'crm_leads': 'lead_id',
} -%}
{%- set columns = [] -%}
{%- set typed_tables = [] -%}
{%- for raw_table in raw_tables() if personal_columns(raw_table) -%}
    {%- set personal = personal_columns(raw_table) -%}
    {%- if 'identifier_type' in personal.identifiers -%}
        {%- do typed_tables.append(raw_table) -%}
    {%- endif -%}
    {%- for identifier_type in ['email', 'phone']
        if identifier_type in personal.identifiers -%}
        {%- do columns.append((raw_table, identifier_type)) -%}
    {%- endfor -%}
{%- endfor -%}

with

countries as (
    select distinct meaning as country_code
    from {{ meanings_of('country') }}
    union
    -- The default country.
    select null as country_code
),

-- Those of this delivery, and open ones of earlier runs.
requests as (
    select
        identifier_type,
        identifier,
    from {{ ref('stg_crm__privacy_requests') }}
    union
    select
        identifier_type,
        identifier,
    from {{ ref('stg_state__requests_kept') }}
),

written as (
    {% for raw_table, identifier_type in columns %}
        select
            '{{ identifier_type }}' as identifier_type,
            {{ identifier_type }} as identifier,
            {% if identifier_type == 'phone'
                and raw_table in ['crm_contacts', 'shop_accounts'] -%}
                country_code,
            {% else -%}
                null as country_code,
            {% endif -%}
            {% if raw_table in person_keys -%}
                count(distinct {{ person_keys[raw_table] }}) as records,
            {% else -%}
                0 as records,
            {% endif -%}
        {% if raw_table in ['crm_contacts', 'shop_accounts'] -%}
            from (
                select
                    * replace (
                        {{ country_of('country_code') }} as country_code
                    )
                from {{ staging_of(raw_table) }}
            )
        {%- else -%}
            from {{ staging_of(raw_table) }}
        {%- endif %}
        group by all
        union all
    {% endfor %}
    {% for raw_table in typed_tables %}
        select distinct
            identifier_type,
            identifier,
            null as country_code,
            0 as records,
        from {{ staging_of(raw_table) }}
        where identifier_type in ('email', 'phone')
        union all
    {% endfor %}
    -- A request does not say which country its number belongs to.
    select distinct
        requests.identifier_type,
        requests.identifier,
        countries.country_code,
        0 as records,
    from requests
    left join countries on requests.identifier_type = 'phone'
    where requests.identifier_type in ('email', 'phone')
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
                then coalesce(
                    country_code, {{ text_of_var('default_country') }}
                )
        end as country_code,
        sum(records) as records,
    from written
    where identifier is not null
    group by all
)

select * from identifiers
