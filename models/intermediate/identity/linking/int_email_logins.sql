with

written as (
    select * from {{ ref('int_emails_written') }}
    where record_id is not null
),

emails as (
    select
        raw_email,
        linking_email as email,
    from {{ ref('int_emails_standardised') }}
),

-- An e-mail under the key of exactly one account or contact belongs to its
-- owner. Under several keys it may be a placeholder.
logins as (
    select
        emails.email,
        min(written.record_id) as record_id,
        min(written.first_written_at) as first_written_at,
    from written
    inner join emails on written.raw_email = emails.raw_email
    group by emails.email, split_part(written.record_id, ':', 1)
    having min(written.record_id) = max(written.record_id)
)

select * from logins
