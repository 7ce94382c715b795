with

records as (
    select
        record_id,
        birth_date as raw_birth_date,
        recorded_at,
    from {{ ref('int_person_records') }}
),

-- A two-digit year is not after the record; if the record has no date, it is
-- not after the newest record.
newest_record as (
    select max(recorded_at) as recorded_at
    from records
),

dated as (
    select
        records.record_id,
        records.raw_birth_date,
        cast(
            coalesce(records.recorded_at, newest_record.recorded_at) as date
        ) as last_day,
        regexp_replace(
            nullif(
                regexp_extract(
                    trim(records.raw_birth_date),
                    '^\d{1,2}[/.-]\d{1,2}[/.-]\d{2}$'
                ),
                ''
            ),
            '(\d+).(\d+).(\d+)', '\3-\2-\1'
        ) as short_date,
    from records
    cross join newest_record
    where records.raw_birth_date is not null
),

lengthened as (
    select
        record_id,
        raw_birth_date,
        list_max(
            list_filter(
                [
                    try_cast('19' || short_date as date),
                    try_cast('20' || short_date as date),
                ],
                lambda day: day <= last_day
            )
        ) as lengthened_date,
    from dated
),

standardised as (
    select
        record_id,
        raw_birth_date,
        coalesce(
            {{ as_date('raw_birth_date') }},
            cast(
                case
                    when regexp_full_match(raw_birth_date, '\d{8}')
                        then try_strptime(raw_birth_date, '%Y%m%d')
                end as date
            ),
            lengthened_date
        ) as birth_date,
        lengthened_date is not null as is_lengthened,
    from lengthened
),

-- A text that is not a date still has digits for comparisons.
compared as (
    select
        record_id,
        birth_date,
        coalesce(
            strftime(birth_date, '%Y%m%d'),
            nullif(regexp_replace(raw_birth_date, '\D', '', 'g'), '')
        ) as birth_date_digits,
        is_lengthened,
    from standardised
)

select * from compared
