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

places as (
    select * from {{ ref('int_places_standardised') }}
),

titles as (
    select list(title order by title) as titles
    from {{ ref('name_titles') }}
),

-- A year of two digits is not after the record, nor, where the record has no
-- date, after the newest one.
newest_record as (
    select max(recorded_at) as recorded_at
    from records
),

dated as (
    select
        records.*,
        cast(
            coalesce(records.recorded_at, newest_record.recorded_at) as date
        ) as last_day,
        regexp_replace(
            nullif(
                regexp_extract(
                    trim(records.birth_date),
                    '^\d{1,2}[/.-]\d{1,2}[/.-]\d{2}$'
                ),
                ''
            ),
            '(\d+).(\d+).(\d+)', '\3-\2-\1'
        ) as short_birth_date,
    from records
    cross join newest_record
),

folded as (
    select
        records.*,
        {{ standardised_name('records.first_name') }} as folded_first_name,
        {{ standardised_name('records.last_name') }} as folded_last_name,
        {{ standardised_name('records.city') }} as standard_city,
        list_max(
            list_filter(
                [
                    try_cast('19' || records.short_birth_date as date),
                    try_cast('20' || records.short_birth_date as date),
                ],
                lambda day: day <= records.last_day
            )
        ) as lengthened_birth_date,
        coalesce(
            {{ as_date('records.birth_date') }},
            cast(
                case
                    when regexp_full_match(records.birth_date, '\d{8}')
                        then try_strptime(records.birth_date, '%Y%m%d')
                end as date
            ),
            lengthened_birth_date
        ) as standard_birth_date,
    from dated as records
),

-- People have one title or two: Prof. Dr.
untitled as (
    select
        folded.*,
        titles.titles,
        {{ without_title('folded.folded_first_name', 'titles.titles') }}
            as untitled_first_name,
        {{ without_title('folded.folded_last_name', 'titles.titles') }}
            as untitled_last_name,
    from folded
    cross join titles
),

named as (
    select
        * exclude (titles),
        {{ without_title('untitled_first_name', 'titles') }}
            as standard_first_name,
        {{ without_title('untitled_last_name', 'titles') }}
            as standard_last_name,
    from untitled
),

standardised as (
    select
        named.record_id,
        named.record_source,
        named.record_key,
        named.recorded_at,
        named.known_at,
        named.created_at,
        named.updated_at,
        named.loaded_at,

        named.email as raw_email,
        emails.email,
        emails.email_name,
        emails.email_domain,
        coalesce(emails.is_valid, false) as is_email_valid,
        coalesce(emails.is_disposable, false) as is_email_disposable,
        coalesce(emails.is_role, false) as is_email_role,

        named.phone as raw_phone,
        phones.phone,
        coalesce(phones.is_valid, false) as is_phone_valid,

        named.first_name as raw_first_name,
        named.standard_first_name as first_name,
        named.last_name as raw_last_name,
        named.standard_last_name as last_name,
        {{ standardised_gender('named.gender') }} as gender,

        named.birth_date as raw_birth_date,
        named.standard_birth_date as birth_date,
        {{ standardised_marital_status('named.marital_status') }}
            as marital_status,
        named.household_income,

        named.address as raw_address,
        addresses.address,
        addresses.house_number,
        addresses.street,
        upper(regexp_replace(named.postal_code, '\s', '', 'g'))
            as postal_code,
        named.city as raw_city,
        named.standard_city as city,
        upper(named.country_code) as country_code,
        named.insee_code,
        places.commune_code,

        list_concat(
            coalesce(emails.rules, []),
            coalesce(phones.rules, []),
            coalesce(addresses.rules, []),
            coalesce(places.rules, []),
            list_filter(
                [
                    case
                        when
                            named.standard_first_name
                            <> lower(strip_accents(named.first_name))
                            then 'first_name_signs_or_title'
                    end,
                    case
                        when
                            named.standard_last_name
                            <> lower(strip_accents(named.last_name))
                            then 'last_name_signs_or_title'
                    end,
                    case
                        when named.lengthened_birth_date is not null
                            then 'birth_date_two_digit_year'
                    end,
                ],
                lambda rule: rule is not null
            )
        ) as rules,
    from named
    left join emails on named.email = emails.raw_email
    left join phones
        on
            named.phone = phones.raw_phone
            and coalesce(
                upper(named.country_code), '{{ var("default_country") }}'
            ) = phones.country_code
    left join addresses on named.address = addresses.raw_address
    left join places
        on
            named.insee_code is not distinct from places.insee_code
            and named.postal_code is not distinct from places.postal_code
            and named.city is not distinct from places.city
            and named.country_code is not distinct from places.country_code
)

select * from standardised
