with

written as (
    select * from {{ ref('int_emails_written') }}
),

emails as (
    select
        raw_email,
        email,
        email_name,
        is_role,
    from {{ ref('int_emails_standardised') }}
    where is_valid
),

records as (
    select * from {{ ref('int_person_records') }}
),

placeholders as (
    select * from {{ ref('identity_placeholders') }}
),

ids_before as (
    select record_id from {{ customer_ids_before() }}
),

-- A personal address: the person wrote the row, or it has the key of a record.
-- A guest has no other identifier, so any address will do.
addresses as (
    select
        emails.email,
        min(written.raw_email) as raw_email,
        min(written.first_written_at) as created_at,
        max(written.last_written_at) as updated_at,
        bool_or(written.is_guest) as is_guest,
    from written
    inner join emails on written.raw_email = emails.raw_email
    left join records on written.record_id = records.record_id
    left join placeholders
        on
            placeholders.attribute = 'email'
            and emails.email = placeholders.value
    left join placeholders as placeholder_mailboxes
        on
            placeholder_mailboxes.attribute = 'email_name'
            and emails.email_name = placeholder_mailboxes.value
    where
        written.is_guest
        or (
            (written.is_by_person or records.record_id is not null)
            and not emails.is_role
            and placeholders.value is null
            and placeholder_mailboxes.value is null
            and not {{ is_email_of_nobody('emails.email') }}
        )
    group by emails.email
),

recorded as (
    select distinct emails.email
    from records
    inner join emails on records.email = emails.raw_email
),

keyed as (
    select
        *,
        {{ keyed_hash('email') }} as record_key,
        'emails:' || record_key as record_id,
    from addresses
),

-- Its owner may have been a customer before a contact or account with it
-- existed, and a guest's orders have no other record.
email_records as (
    select
        keyed.record_id,
        'emails' as record_source,
        keyed.record_key,
        keyed.raw_email as email,
        keyed.created_at,
        keyed.updated_at,
        keyed.created_at as recorded_at,
        keyed.created_at as known_at,
    from keyed
    left join recorded on keyed.email = recorded.email
    left join ids_before on keyed.record_id = ids_before.record_id
    where
        recorded.email is null
        or ids_before.record_id is not null
        or keyed.is_guest
)

select * from email_records
