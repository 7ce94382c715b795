with

consents as (
    select distinct
        identifier_type,
        identifier,
        channel,
        purpose,
        is_granted,
        legal_basis,
        proof,
        recorded_at,
        loaded_at,
    from {{ ref('stg_crm__consents') }}
    where
        identifier_type is not null
        and identifier is not null
        and channel is not null
        and purpose is not null
),

scoring_date as (
    select * from {{ ref('int_scoring_date_found') }}
),

undated as (
    select
        consents.* exclude (recorded_at, loaded_at),
        least(
            coalesce(consents.loaded_at, scoring_date.as_of_at),
            scoring_date.as_of_at
        ) as known_at,
    from consents
    cross join scoring_date
    where
        consents.recorded_at is null
        or consents.recorded_at >= scoring_date.future_from_at
        or year(consents.recorded_at)
        < {{ quality_threshold('earliest_year') }}
),

-- Milliseconds keep the rows apart from each other and from clean rows.
numbered as (
    select
        *,
        row_number() over (
            partition by identifier_type, identifier, channel, purpose
            order by known_at asc, is_granted asc, legal_basis asc, proof asc
        ) as position,
    from undated
),

dated as (
    select
        * exclude (known_at, position),
        known_at - position * interval 1 millisecond as recorded_at,
    from numbered
)

select * from dated
