with

records as (
    select * from {{ ref('int_person_records_standardised') }}
),

ids as (
    select * from {{ ref('int_customer_ids') }}
),

records_erased as (
    select * from {{ ref('int_records_erased') }}
),

requests as (
    select * from {{ ref('int_privacy_requests_matched') }}
    where request_type = 'erasure' and status = 'nobody'
),

returned as (
    select * from {{ ref('int_identifiers_returned') }}
),

emails as (
    select * from {{ ref('int_emails_standardised') }}
),

phones as (
    select * from {{ ref('int_phones_standardised') }}
    where country_code = '{{ var("default_country") }}'
),

erased_ids as (
    select record_id
    from records_erased
    union
    select
        case identifier_type
            when 'contact_id' then 'crm_contacts:'
            when 'account_id' then 'shop_accounts:'
            when 'lead_id' then 'crm_leads:'
        end || identifier as record_id
    from returned
    where identifier_type in ('contact_id', 'account_id', 'lead_id')
),

erased as (
    select
        erased_ids.record_id,
        split_part(erased_ids.record_id, ':', 1) as record_source,
        regexp_replace(erased_ids.record_id, '^[^:]*:', '') as record_key,
        records.raw_email,
        records.email,
        records.raw_phone,
        records.phone,
        records.first_name,
        cast(null as varchar) as visitor_id,
        cast(null as varchar) as social_handle,
        ids.customer_id,
    from erased_ids
    left join records on erased_ids.record_id = records.record_id
    left join ids on erased_ids.record_id = ids.record_id
),

-- An identifier without any record is all that is known of who asked, or of who
-- was erased before.
alone as (
    select
        identifier_type,
        identifier,
    from requests
    union
    select
        identifier_type,
        identifier,
    from returned
),

asked as (
    select
        identifier_type,
        {%- for identifier_type, column in {
            'email': 'raw_email',
            'phone': 'raw_phone',
            'visitor_id': 'visitor_id',
            'social_handle': 'social_handle',
        }.items() %}
            case
                when identifier_type = '{{ identifier_type }}' then identifier
            end as {{ column }},
        {%- endfor %}
    from alone
    where
        identifier_type in ('email', 'phone', 'visitor_id', 'social_handle')
),

known_by_identifiers as (
    select
        case asked.identifier_type
            when 'email' then 'emails'
            when 'phone' then 'phones'
            when 'visitor_id' then 'visitors'
            else 'handles'
        end as record_source,
        {{ keyed_hash(
            'coalesce(emails.email, phones.phone, asked.raw_email, '
            ~ 'asked.raw_phone, asked.visitor_id, asked.social_handle)'
        ) }} as record_key,
        asked.raw_email,
        emails.email,
        asked.raw_phone,
        phones.phone,
        asked.visitor_id,
        asked.social_handle,
    from asked
    left join emails on asked.raw_email = emails.raw_email
    left join phones on asked.raw_phone = phones.raw_phone
),

people_erased as (
    select * from erased
    union all by name
    select
        record_source || ':' || record_key as record_id,
        record_source,
        record_key,
        min(raw_email) as raw_email,
        min(email) as email,
        min(raw_phone) as raw_phone,
        min(phone) as phone,
        min(visitor_id) as visitor_id,
        min(social_handle) as social_handle,
    from known_by_identifiers
    anti join erased_ids
        on
            known_by_identifiers.record_source || ':'
            || known_by_identifiers.record_key
            = erased_ids.record_id
    group by record_source, record_key
)

select * from people_erased
