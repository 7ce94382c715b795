with

requests as (
    select * from {{ ref('int_privacy_requests_matched') }}
),

traced as (
    select * from {{ ref('int_privacy_requests_traced') }}
),

-- Of people who are already erased.
returned as (
    select * from {{ ref('int_identifiers_returned') }}
),

open_requests as (
    select
        requests.request_hash,
        requests.identifier_type,
        requests.identifier,
        requests.request_type,
        requests.requested_at,
        requests.status,
    from requests
    left join traced on requests.request_hash = traced.request_hash
    left join returned
        on
            requests.identifier_type = returned.identifier_type
            and requests.identifier = returned.identifier
    where
        not requests.is_answered
        and returned.identifier is null
        and case requests.status
            when 'matched' then false
            when 'nobody' then traced.request_hash is null
            -- An objection applies to everybody who has the identifier.
            when 'several' then requests.request_type in ('erasure', 'access')
            else true
        end
)

select * from open_requests
