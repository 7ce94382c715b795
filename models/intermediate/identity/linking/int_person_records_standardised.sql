with

records as (
    select * from {{ ref('int_person_records') }}
    union all by name
    select * from {{ ref('int_email_records') }}
),

emails as (
    select * from {{ ref('int_emails_standardised') }}
),

phones as (
    select * from {{ ref('int_phones_standardised') }}
),

addresses as (
    select * from {{ ref('int_addresses_standardised') }}
),

names as (
    select * from {{ ref('int_names_standardised') }}
),

birth_dates as (
    select * from {{ ref('int_birth_dates_standardised') }}
),

standardised as (
    select
        records.record_id,
        records.record_source,
        records.record_key,
        records.recorded_at,
        records.known_at,
        records.created_at,
        records.updated_at,
        records.loaded_at,

        records.email as raw_email,
        emails.email,
        emails.linking_email,
        emails.email_name,
        emails.email_domain,
        coalesce(emails.is_valid, false) as is_email_valid,
        coalesce(emails.is_disposable, false) as is_email_disposable,
        coalesce(emails.is_role, false) as is_email_role,

        records.phone as raw_phone,
        phones.phone,
        coalesce(phones.is_valid, false) as is_phone_valid,

        records.first_name as raw_first_name,
        first_names.name as first_name,
        records.last_name as raw_last_name,
        last_names.name as last_name,
        {{ standardised_gender('records.gender') }} as gender,

        records.birth_date as raw_birth_date,
        birth_dates.birth_date,
        birth_dates.birth_date_digits,
        {{ standardised_marital_status('records.marital_status') }}
            as marital_status,
        records.household_income,

        records.address as raw_address,
        addresses.address,
        addresses.house_number,
        addresses.street,
        upper(regexp_replace(records.postal_code, '\s', '', 'g'))
            as postal_code,
        records.city as raw_city,
        {{ standardised_name('records.city') }} as city,
        upper(records.country_code) as country_code,
        records.insee_code,

        list_concat(
            coalesce(emails.rules, []),
            coalesce(phones.rules, []),
            coalesce(addresses.rules, []),
            list_filter(
                [
                    case
                        when first_names.is_mended
                            then 'first_name_signs_or_title'
                    end,
                    case
                        when last_names.is_mended
                            then 'last_name_signs_or_title'
                    end,
                    case
                        when birth_dates.is_lengthened
                            then 'birth_date_two_digit_year'
                    end,
                ],
                lambda rule: rule is not null
            )
        ) as rules,
    from records
    left join emails on records.email = emails.raw_email
    left join phones
        on
            records.phone = phones.raw_phone
            and coalesce(
                upper(records.country_code),
                {{ text_of_var('default_country') }}
            ) = phones.country_code
    left join addresses on records.address = addresses.raw_address
    left join names as first_names
        on records.first_name = first_names.raw_name
    left join names as last_names on records.last_name = last_names.raw_name
    left join birth_dates on records.record_id = birth_dates.record_id
)

select * from standardised
