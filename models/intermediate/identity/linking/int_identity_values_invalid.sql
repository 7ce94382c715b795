with

records as (
    select
        email,
        raw_email,
        phone,
        raw_phone,
        coalesce(first_name, '') || ' ' || coalesce(last_name, '') as full_name,
    from {{ ref('int_person_records_standardised') }}
),

placeholders as (
    select * from {{ ref('identity_placeholders') }}
),

thresholds as (
    select
        max(threshold_value) filter (where threshold = 'shared_by_people')
            as shared_by_people,
        max(threshold_value) filter (where threshold = 'records_of_one_person')
            as records_of_one_person,
    from {{ ref('identity_thresholds') }}
),

-- An invalid e-mail or phone is compared as written.
counted as (
    select
        'email' as attribute,
        raw_email as ignored_value,
        'email_name' as placeholder_attribute,
        lower(split_part(raw_email, '@', 1)) as placeholder,
        count(*) as records,
        count(distinct full_name) as names,
    from records
    where raw_email is not null and email is null
    group by raw_email
    union all
    select
        'phone' as attribute,
        raw_phone as ignored_value,
        'phone' as placeholder_attribute,
        regexp_replace(raw_phone, '\D', '', 'g') as placeholder,
        count(*) as records,
        count(distinct full_name) as names,
    from records
    where raw_phone is not null and phone is null
    group by raw_phone
),

-- The same typing error of a few people is not a default value.
invalid_values as (
    select
        counted.attribute,
        counted.ignored_value,
        'invalid' as reason,
        counted.records,
    from counted
    cross join thresholds
    left join placeholders
        on
            counted.placeholder_attribute = placeholders.attribute
            and counted.placeholder = placeholders.value
    where
        placeholders.value is not null
        or counted.names > thresholds.shared_by_people
        or counted.records > thresholds.records_of_one_person
)

select * from invalid_values
