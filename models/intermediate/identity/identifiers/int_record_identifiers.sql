with

records as (
    select * from {{ ref('int_person_records_standardised') }}
),

accounts as (
    select
        'shop_accounts:' || account_id as record_id,
        visitor_id,
    from {{ ref('int_visitor_accounts') }}
),

handles as (
    select * from {{ ref('int_handles_declared') }}
),

identifiers as (
    select
        record_id,
        {{ key_type_of('record_source') }} as identifier_type,
        record_key as identifier,
        true as is_delivered,
    from records
    where record_source != 'emails'
    union all
    select
        record_id,
        'email' as identifier_type,
        coalesce(email, raw_email) as identifier,
        true as is_delivered,
    from records
    union all
    select
        record_id,
        'phone' as identifier_type,
        coalesce(phone, raw_phone) as identifier,
        true as is_delivered,
    from records
    union all
    select
        accounts.record_id,
        'visitor_id' as identifier_type,
        accounts.visitor_id as identifier,
        records.record_id is not null as is_delivered,
    from accounts
    left join records on accounts.record_id = records.record_id
    union all
    select
        record_id,
        'social_handle' as identifier_type,
        social_handle as identifier,
        true as is_delivered,
    from handles
)

select * from identifiers
where identifier is not null
