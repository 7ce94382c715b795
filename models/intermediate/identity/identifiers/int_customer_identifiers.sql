with

ids as (
    select * from {{ ref('int_customer_ids') }}
    where is_present
),

records as (
    select
        records.*,
        ids.customer_id,
    from {{ ref('int_person_records_standardised') }} as records
    inner join ids on records.record_id = ids.record_id
),

emails as (
    select * from {{ ref('int_emails_standardised') }}
),

phones as (
    select * from {{ ref('int_phones_standardised') }}
),

ignored_values as (
    select * from {{ ref('int_identity_values_ignored') }}
),

visitor_accounts as (
    select * from {{ ref('int_visitor_accounts') }}
),

handles as (
    select * from {{ ref('int_handles_declared') }}
),

keys as (
    select
        {{ key_type_of('record_source') }} as identifier_type,
        record_key as identifier,
        customer_id,
    from ids
    where record_source != 'emails'
),

-- Whatever way it is written.
customer_emails as (
    select distinct
        'email' as identifier_type,
        emails.raw_email as identifier,
        records.customer_id,
    from emails
    inner join records on emails.email = records.email
    anti join ignored_values
        on
            ignored_values.attribute = 'email'
            and emails.email = ignored_values.ignored_value
    anti join ignored_values as ignored_names
        on
            ignored_names.attribute = 'email_name'
            and emails.email_name = ignored_names.ignored_value
),

customer_phones as (
    select distinct
        'phone' as identifier_type,
        phones.raw_phone as identifier,
        records.customer_id,
    from phones
    inner join records on phones.phone = records.phone
    anti join ignored_values
        on
            ignored_values.attribute = 'phone'
            and phones.phone = ignored_values.ignored_value
),

customer_handles as (
    select distinct
        'social_handle' as identifier_type,
        handles.social_handle as identifier,
        ids.customer_id,
    from handles
    inner join ids on handles.record_id = ids.record_id
),

customer_visitors as (
    select distinct
        'visitor_id' as identifier_type,
        visitor_accounts.visitor_id as identifier,
        ids.customer_id,
    from visitor_accounts
    inner join ids
        on
            ids.record_source = 'shop_accounts'
            and visitor_accounts.account_id = ids.record_key
),

identifiers as (
    select * from keys
    union all
    select * from customer_emails
    union all
    select * from customer_phones
    union all
    select * from customer_handles
    union all
    select * from customer_visitors
),

judged as (
    select
        *,
        count(*) over (partition by identifier_type, identifier) > 1
            as is_shared,
    from identifiers
)

select * from judged
