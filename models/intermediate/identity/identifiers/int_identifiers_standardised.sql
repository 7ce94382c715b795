with

emails as (
    select * from {{ ref('int_emails_standardised') }}
),

phones as (
    select * from {{ ref('int_phones_standardised') }}
),

ignored_values as (
    select * from {{ ref('int_identity_values_ignored') }}
),

-- An invalid e-mail or phone is kept as written.
identifiers as (
    select
        'email' as identifier_type,
        emails.raw_email as identifier,
        coalesce(emails.email, emails.raw_email) as standard_identifier,
        emails.email is not null as is_valid,
        true as is_default,
        ignored.ignored_value is not null
        or ignored_names.ignored_value is not null as is_ignored,
    from emails
    left join ignored_values as ignored
        on
            ignored.attribute = 'email'
            and emails.email = ignored.ignored_value
    left join ignored_values as ignored_names
        on
            ignored_names.attribute = 'email_name'
            and emails.email_name = ignored_names.ignored_value
    union all
    select
        'phone' as identifier_type,
        phones.raw_phone as identifier,
        coalesce(phones.phone, phones.raw_phone) as standard_identifier,
        phones.phone is not null as is_valid,
        phones.phone is not null
        and phones.country_code = {{ text_of_var('default_country') }}
            as is_default,
        ignored.ignored_value is not null as is_ignored,
    from phones
    left join ignored_values as ignored
        on
            ignored.attribute = 'phone'
            and phones.phone = ignored.ignored_value
)

select * from identifiers
