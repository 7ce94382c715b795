with

written as (
    select raw_email from {{ ref('int_emails_written') }}
    where is_guest
),

emails as (
    select
        raw_email,
        email,
    from {{ ref('int_emails_standardised') }}
    where is_valid
),

guests as (
    select
        emails.raw_email,
        'emails:' || {{ keyed_hash('emails.email') }} as record_id,
    from emails
    semi join written on emails.raw_email = written.raw_email
)

select * from guests
