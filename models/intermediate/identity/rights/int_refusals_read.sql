with

consents as (
    select * from {{ ref('int_identifier_consents') }}
    where not is_granted
),

requests as (
    select * from {{ ref('int_privacy_requests_read') }}
    where request_type in ('object_profiling', 'object_marketing')
),

standardised as (
    select * from {{ ref('int_identifiers_standardised') }}
),

refusals as (
    select
        identifier_type,
        identifier,
        channel,
        purpose,
        recorded_at,
    from consents
    union all
    select
        identifier_type,
        identifier,
        'all' as channel,
        request_type as purpose,
        requested_at as recorded_at,
    from requests
),

-- By the standardised identifier, so that another spelling is the same.
latest as (
    select
        refusals.identifier_type,
        coalesce(standardised.standard_identifier, refusals.identifier)
            as identifier,
        refusals.channel,
        refusals.purpose,
        max(refusals.recorded_at) as recorded_at,
    from refusals
    left join standardised
        on
            refusals.identifier_type = standardised.identifier_type
            and refusals.identifier = standardised.identifier
    where
        refusals.identifier is not null
        and not coalesce(standardised.is_ignored, false)
    group by all
),

hashed as (
    select
        {{ keyed_hash("identifier_type || '|' || identifier") }}
            as identifier_hash,
        channel,
        purpose,
        recorded_at,
    from latest
)

select * from hashed
where identifier_hash is not null
