with

kept as (
    select * from {{ ref('stg_state__requests_kept') }}
),

scoring_date as (
    select * from {{ ref('int_scoring_date_found') }}
),

-- All rows, also those in quarantine: a request counts without a date.
delivered as (
    select
        identifier_type,
        identifier,
        request_type,
        loaded_at,
        case
            when
                year(requested_at)
                >= {{ quality_threshold('earliest_year') }}
                then requested_at
        end as requested_at,
        {{ keyed_hash(record_key([
            'identifier_type', 'request_type', 'identifier'
        ])) }} as request_hash,
    from {{ ref('stg_crm__privacy_requests') }}
),

-- Without a valid date, a request counts from when it was first loaded.
dated as (
    select
        delivered.request_hash,
        delivered.identifier_type,
        delivered.identifier,
        delivered.request_type,
        coalesce(
            delivered.requested_at < scoring_date.future_from_at, false
        ) as is_dated,
        case
            when is_dated then delivered.requested_at
            else coalesce(
                least(delivered.loaded_at, kept.requested_at),
                scoring_date.as_of_at
            )
        end as requested_at,
    from delivered
    cross join scoring_date
    left join kept on delivered.request_hash = kept.request_hash
),

-- Open requests of earlier runs that are no longer delivered.
remembered as (
    select
        kept.request_hash,
        kept.identifier_type,
        kept.identifier,
        kept.request_type,
        true as is_dated,
        kept.requested_at,
    from kept
    anti join delivered on kept.request_hash = delivered.request_hash
    where kept.identifier is not null
),

told as (
    select * from dated
    union all
    select * from remembered
),

requests as (
    select
        request_hash,
        identifier_type,
        identifier,
        request_type,
        bool_and(is_dated) as is_dated,
        min(requested_at) as first_requested_at,
        max(requested_at) as requested_at,
        count(*) as requests,
    from told
    group by request_hash, identifier_type, identifier, request_type
),

-- Requests that somebody has answered by hand.
answers as (
    select
        identifier_type,
        identifier,
        max(requested_at) as answered_at,
    from requests
    where request_type = 'answered'
    group by identifier_type, identifier
),

-- An objection holds after it is answered.
unanswered as (
    select
        requests.*,
        coalesce(
            cast(requests.requested_at as date)
            <= cast(answers.answered_at as date),
            false
        ) as is_answered,
    from requests
    left join answers
        on
            requests.identifier_type = answers.identifier_type
            and requests.identifier = answers.identifier
    where
        coalesce(requests.request_type, '') != 'answered'
        and (
            not is_answered
            or requests.request_type in ('object_profiling', 'object_marketing')
        )
)

select * from unanswered
