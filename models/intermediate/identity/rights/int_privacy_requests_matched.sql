with

requests as (
    select
        *,
        {{ erasable_key('crm_privacy_requests') }} as row_key,
    from {{ ref('int_crm_privacy_requests_cleaned') }}
),

records as (
    select * from {{ ref('int_person_records_standardised') }}
),

clusters as (
    select * from {{ ref('int_identity_clusters') }}
),

emails as (
    select * from {{ ref('int_emails_standardised') }}
),

phones as (
    select
        raw_phone,
        phone,
        country_code = '{{ var("default_country") }}' as is_of_default,
        max(is_of_default) over (partition by raw_phone) as has_default,
    from {{ ref('int_phones_standardised') }}
    where phone is not null
),

accounts as (
    select * from {{ ref('int_visitor_accounts') }}
),

ignored_values as (
    select * from {{ ref('int_identity_values_ignored') }}
),

-- Who is left when others with the identifier have gone did not ask.
unclear as (
    select
        row_key,
        status as status_before,
    from {{ unclear_requests() }}
),

-- A column for each kind: with a condition besides, a join would compare each
-- request with each row.
named as (
    select
        *,
        case when identifier_type = 'email' then identifier end as raw_email,
        case when identifier_type = 'phone' then identifier end as raw_phone,
        case when identifier_type = 'visitor_id' then identifier end
            as visitor_id,
        {{ record_id_of('identifier_type', 'identifier') }} as record_id,
    from requests
),

-- As it is written or as it was meant. What is ignored is nobody's identifier.
wanted as (
    select
        named.*,
        emails.email,
        phones.phone,
        'shop_accounts:' || accounts.account_id as account_record_id,
        -- Many a number is one in several countries.
        coalesce(phones.is_of_default or not phones.has_default, true)
            as is_sure,
        ignored_emails.ignored_value is not null
        or ignored_names.ignored_value is not null
        or ignored_phones.ignored_value is not null as is_ignored,
    from named
    left join emails on named.raw_email = emails.raw_email
    left join phones on named.raw_phone = phones.raw_phone
    left join accounts on named.visitor_id = accounts.visitor_id
    {%- for attribute, column, name in [
        ('email', 'emails.email', 'ignored_emails'),
        ('email_name', 'emails.email_name', 'ignored_names'),
        ('phone', 'phones.phone', 'ignored_phones'),
    ] %}
        left join ignored_values as {{ name }}
            on
                {{ name }}.attribute = '{{ attribute }}'
                and {{ column }} = {{ name }}.ignored_value
    {%- endfor %}
),

ignored as (
    select distinct row_key
    from wanted
    where is_ignored
),

{% set ways = [
    ('wanted.record_id', 'records.record_id'),
    ('wanted.account_record_id', 'records.record_id'),
    ('wanted.email', 'records.email'),
    ('wanted.phone', 'records.phone'),
] -%}
found as (
    {% for wanted_column, column in ways %}
        select
            wanted.row_key,
            wanted.is_sure,
            records.record_id,
        from wanted
        inner join records on {{ wanted_column }} = {{ column }}
        where not wanted.is_ignored
        {{ "union" if not loop.last }}
    {% endfor %}
),

people as (
    select
        found.row_key,
        count(distinct clusters.cluster_id) as people,
        count(distinct clusters.cluster_id) filter (found.is_sure)
            as sure_people,
        min(clusters.cluster_id) filter (found.is_sure) as cluster_id,
    from found
    inner join clusters on found.record_id = clusters.record_id
    group by found.row_key
),

judged as (
    select
        requests.identifier_type,
        requests.identifier,
        requests.request_type,
        requests.requested_at,
        case
            when
                requests.identifier_type not in (
                    {%- for identifier_type in record_keys() %}
                        '{{ identifier_type }}',
                    {%- endfor %}
                    'email', 'phone', 'visitor_id'
                )
                or requests.request_type not in (
                    'erasure', 'object_profiling', 'object_marketing', 'access'
                )
                then 'unknown'
            when unclear.row_key is not null then unclear.status_before
            when people.sure_people = 1 then 'matched'
            when people.people > 0 then 'several'
            when ignored.row_key is not null then 'ignored'
            else 'nobody'
        end as status,
        coalesce(people.people, 0) as people,
        people.cluster_id as only_cluster_id,
    from requests
    left join people on requests.row_key = people.row_key
    left join ignored on requests.row_key = ignored.row_key
    left join unclear on requests.row_key = unclear.row_key
),

matched as (
    select
        * exclude (only_cluster_id),
        case when status = 'matched' then only_cluster_id end as cluster_id,
    from judged
)

select * from matched
