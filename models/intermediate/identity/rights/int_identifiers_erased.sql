with

erased as (
    select * from {{ ref('int_people_erased') }}
),

kept_records as (
    select records.*
    from {{ ref('int_person_records_standardised') }} as records
    anti join erased on records.record_id = erased.record_id
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

ids as (
    select
        record_id,
        customer_id,
    from {{ ref('int_customer_ids') }}
),

id_changes as (
    select * from {{ ref('int_customer_id_changes') }}
),

external_attributes as (
    select * from {{ ref('stg_external__attributes') }}
),

contacts as (
    select
        'crm_contacts:' || contact_id as record_id,
        social_handle,
    from {{ ref('int_crm_contacts_cleaned') }}
    where social_handle is not null
),

written as (
    select
        raw_email,
        social_handle,
    from {{ ref('int_emails_written') }}
    where social_handle is not null
),

keys as (
    select
        'record_id' as identifier_type,
        record_id as identifier,
    from erased
    union all
    select
        'customer_id' as identifier_type,
        customer_id as identifier,
    from erased
    union all
    select
        {{ key_type_of('record_source') }} as identifier_type,
        record_key as identifier,
    from erased
    where {{ key_type_of('record_source') }} is not null
),

-- Older rows of the same key may have had another address.
older_rows as (
    {% for key, record_source in record_keys().items() -%}
        select
            suspected.email,
            suspected.phone,
        from {{ ref('int_' ~ record_source ~ '_suspected') }} as suspected
        semi join erased
            on '{{ record_source }}:' || suspected.{{ key }} = erased.record_id
        {{ "union all" if not loop.last }}
    {% endfor -%}
),

-- In any spelling, and what is none as it is written.
erased_emails as (
    select emails.raw_email
    from emails
    semi join erased on emails.email = erased.email
    union
    select raw_email
    from erased
    union
    select email
    from older_rows
),

erased_phones as (
    select phones.raw_phone
    from phones
    semi join erased on phones.phone = erased.phone
    union
    select raw_phone
    from erased
    union
    select phone
    from older_rows
),

-- Ids that nobody has any more since their customers became the erased one:
-- what was kept of them is still there.
former_ids as (
    select
        'customer_id' as identifier_type,
        id_changes.previous_customer_id as identifier,
    from id_changes
    inner join ids on id_changes.record_id = ids.record_id
    inner join erased on ids.customer_id = erased.customer_id
    anti join ids as others
        on id_changes.previous_customer_id = others.customer_id
),

-- An address or number that somebody who stays has, too, in any spelling and as
-- a number of any country, stays; so do a browser in which they logged in and a
-- handle that they declared.
kept_emails as (
    select emails.raw_email
    from emails
    semi join kept_records on emails.email = kept_records.email
    union
    select raw_email
    from kept_records
),

kept_phones as (
    select phones.raw_phone
    from phones
    semi join kept_records on phones.phone = kept_records.phone
    union
    select raw_phone
    from kept_records
),

written_emails as (
    select
        'email' as identifier_type,
        unnest([emails.raw_email, emails.email]) as identifier,
    from emails
    semi join erased_emails on emails.raw_email = erased_emails.raw_email
    anti join kept_emails on emails.raw_email = kept_emails.raw_email
),

written_phones as (
    select
        'phone' as identifier_type,
        unnest([phones.raw_phone, phones.phone]) as identifier,
    from phones
    semi join erased_phones on phones.raw_phone = erased_phones.raw_phone
    anti join kept_phones on phones.raw_phone = kept_phones.raw_phone
),

visitor_accounts as (
    select
        accounts.visitor_id,
        bool_or(erased.record_id is not null) as is_erased,
        bool_or(kept_records.record_id is not null) as is_kept,
    from accounts
    left join erased
        on 'shop_accounts:' || accounts.account_id = erased.record_id
    left join kept_records
        on 'shop_accounts:' || accounts.account_id = kept_records.record_id
    group by accounts.visitor_id
),

visitors as (
    select
        'visitor_id' as identifier_type,
        visitor_id as identifier,
    from visitor_accounts
    where is_erased and not is_kept
    union
    select
        'visitor_id' as identifier_type,
        erased.visitor_id as identifier,
    from erased
    left join visitor_accounts
        on erased.visitor_id = visitor_accounts.visitor_id
    where not coalesce(visitor_accounts.is_kept, false)
),

declared_handles as (
    select
        {{ standardised_handle('contacts.social_handle') }} as handle,
        erased.record_id is not null as is_erased,
    from contacts
    left join erased on contacts.record_id = erased.record_id
    union all
    select
        written.social_handle as handle,
        written_emails.identifier is not null as is_erased,
    from written
    left join written_emails on written.raw_email = written_emails.identifier
    union all
    select
        social_handle as handle,
        true as is_erased,
    from erased
),

handles as (
    select
        'social_handle' as identifier_type,
        handle as identifier,
    from declared_handles
    group by handle
    having bool_and(is_erased)
),

written_handles as (
    select
        external_attributes.identifier_type,
        external_attributes.identifier,
    from external_attributes
    inner join handles
        on
            external_attributes.identifier_type = handles.identifier_type
            and {{ standardised_handle('external_attributes.identifier') }}
            = handles.identifier
),

identifiers as (
    select * from keys
    union
    select * from former_ids
    union
    select * from written_emails
    union
    select * from written_phones
    union
    select * from visitors
    union
    select * from handles
    union
    select * from written_handles
)

select * from identifiers
where identifier is not null
