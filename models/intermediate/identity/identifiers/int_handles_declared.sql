with

records as (
    select * from {{ ref('int_person_records_standardised') }}
),

contacts as (
    select
        'crm_contacts:' || contact_id as record_id,
        {{ standardised_handle('social_handle') }} as social_handle,
    from {{ ref('int_crm_contacts_cleaned') }}
),

emails as (
    select
        raw_email,
        email,
    from {{ ref('int_emails_standardised') }}
),

written as (
    select
        raw_email,
        social_handle,
        first_written_at,
    from {{ ref('int_emails_written') }}
    where social_handle is not null
),

-- In the contact itself, or by an e-mail in the same row as the handle.
declared as (
    select
        contacts.social_handle,
        records.record_id,
        records.known_at as declared_at,
    from contacts
    inner join records on contacts.record_id = records.record_id
    where contacts.social_handle is not null
    union all
    select
        written.social_handle,
        records.record_id,
        written.first_written_at as declared_at,
    from written
    inner join emails on written.raw_email = emails.raw_email
    inner join records on emails.email = records.email
),

first_declared as (
    select
        social_handle,
        record_id,
        min(declared_at) as first_declared_at,
    from declared
    group by social_handle, record_id
)

select * from first_declared
