with

countries as (
    select distinct upper(country_code) as country_code
    from {{ ref('int_person_records') }}
),

written as (
    select
        'email' as identifier_type,
        email as identifier,
        null as country_code,
        count(*) as records,
    from {{ ref('int_person_records') }}
    group by email
    union all
    select
        'phone' as identifier_type,
        phone as identifier,
        upper(country_code) as country_code,
        count(*) as records,
    from {{ ref('int_person_records') }}
    group by phone, upper(country_code)
    union all
    -- Wherever else they stand, and in rows that end in quarantine. A record's
    -- phone is one of the record's country.
    select distinct
        rows_written.identifier_type,
        rows_written.identifier,
        null as country_code,
        0 as records,
    from {{ ref('int_row_identifiers') }} as rows_written
    anti join {{ ref('int_person_records') }} as records
        on
            rows_written.identifier = records.phone
            and rows_written.identifier_type = 'phone'
            and rows_written.raw_table = records.record_source
    where rows_written.identifier_type in ('email', 'phone')
    union all
    -- Nobody says which country the number of a request is of.
    select distinct
        requests.identifier_type,
        requests.identifier,
        countries.country_code,
        0 as records,
    from {{ ref('int_crm_privacy_requests_cleaned') }} as requests
    cross join countries
    where requests.identifier_type = 'phone'
),

identifiers as (
    select
        identifier_type,
        identifier,
        case
            when identifier_type = 'phone'
                then coalesce(country_code, '{{ var("default_country") }}')
        end as country_code,
        sum(records) as records,
    from written
    where identifier is not null
    group by all
)

select * from identifiers
