with

requests as (
    select * from {{ ref('int_privacy_requests_read') }}
),

standardised as (
    select * from {{ ref('int_identifiers_standardised') }}
),

-- A number may be valid in several countries; the default country comes first.
meant as (
    select distinct
        requests.request_hash,
        requests.identifier_type,
        coalesce(standardised.standard_identifier, requests.identifier)
            as identifier,
        coalesce(
            standardised.is_default
            or not max(standardised.is_default)
                over (partition by requests.request_hash),
            true
        ) as is_sure,
        coalesce(standardised.is_ignored, false) as is_ignored,
    from requests
    left join standardised
        on
            requests.identifier_type = standardised.identifier_type
            and requests.identifier = standardised.identifier
),

hashed as (
    select
        *,
        {{ keyed_hash("identifier_type || '|' || identifier") }}
            as identifier_hash,
    from meant
)

select * from hashed
