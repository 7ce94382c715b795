with

requests as (
    select * from {{ ref('int_crm_privacy_requests_cleaned') }}
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
    select * from {{ ref('int_phones_standardised') }}
),

accounts as (
    select * from {{ ref('int_visitor_accounts') }}
),

ignored_values as (
    select * from {{ ref('int_identity_values_ignored') }}
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
    from requests
),

-- As it is written or as it was meant, a number in any country that records are
-- of. What is ignored is nobody's identifier.
wanted as (
    select
        named.*,
        emails.email,
        phones.phone,
        accounts.account_id,
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
    select distinct
        identifier_type,
        identifier,
    from wanted
    where is_ignored
),

{% set ways = [
    ("'crm_contacts:' || wanted.identifier = records.record_id",
        "wanted.identifier_type = 'contact_id'"),
    ("'shop_accounts:' || wanted.account_id = records.record_id", 'true'),
    ('wanted.email = records.email', 'not wanted.is_ignored'),
    ('wanted.phone = records.phone', 'not wanted.is_ignored'),
] -%}
found as (
    {% for same, condition in ways %}
        select
            wanted.identifier_type,
            wanted.identifier,
            wanted.request_type,
            wanted.requested_at,
            records.record_id,
        from wanted
        inner join records on {{ same }}
        where {{ condition }}
        {{ "union" if not loop.last }}
    {% endfor %}
),

people as (
    select
        found.identifier_type,
        found.identifier,
        found.request_type,
        found.requested_at,
        count(distinct clusters.cluster_id) as people,
        min(clusters.cluster_id) as cluster_id,
    from found
    inner join clusters on found.record_id = clusters.record_id
    group by
        found.identifier_type,
        found.identifier,
        found.request_type,
        found.requested_at
),

matched as (
    select
        requests.identifier_type,
        requests.identifier,
        requests.request_type,
        requests.requested_at,
        case
            when people.people is null and ignored.identifier is not null
                then 'ignored'
            when people.people is null then 'nobody'
            when people.people > 1 then 'several'
            else 'matched'
        end as status,
        coalesce(people.people, 0) as people,
        case when people.people = 1 then people.cluster_id end as cluster_id,
    from requests
    left join people
        on
            requests.identifier_type = people.identifier_type
            and requests.identifier = people.identifier
            and requests.request_type = people.request_type
            and requests.requested_at = people.requested_at
    left join ignored
        on
            requests.identifier_type = ignored.identifier_type
            and requests.identifier = ignored.identifier
)

select * from matched
