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
    select {{ record_id_of('identifier_type', 'identifier') }} as record_id
    from returned
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
            when 'email' then 'emails:'
            when 'phone' then 'phones:'
            when 'visitor_id' then 'visitors:'
            else 'handles:'
        end
        || {{ keyed_hash(
            'coalesce(emails.email, phones.phone, asked.raw_email, '
            ~ 'asked.raw_phone, asked.visitor_id, asked.social_handle)'
        ) }} as record_id,
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

-- What is asked for in several spellings, or was a customer by its e-mail, is
-- one.
known as (
    select
        erased_ids.record_id,
        records.raw_email,
        records.email,
        records.raw_phone,
        records.phone,
        records.first_name,
        null as visitor_id,
        null as social_handle,
    from erased_ids
    left join records on erased_ids.record_id = records.record_id
    where erased_ids.record_id is not null
    union all by name
    select * from known_by_identifiers
),

grouped as (
    select
        record_id,
        {%- for column in [
            'raw_email', 'email', 'raw_phone', 'phone', 'first_name',
            'visitor_id', 'social_handle',
        ] %}
            min({{ column }}) as {{ column }},
        {%- endfor %}
    from known
    group by record_id
),

people_erased as (
    select
        grouped.*,
        split_part(grouped.record_id, ':', 1) as record_source,
        regexp_replace(grouped.record_id, '^[^:]*:', '') as record_key,
        ids.customer_id,
    from grouped
    left join ids on grouped.record_id = ids.record_id
)

select * from people_erased
