with

requests as (
    select
        *,
        {{ keyed_hash(record_key([
            'identifier_type', 'request_type', 'requested_at', 'identifier'
        ])) }} as request_hash,
    from {{ ref('int_crm_privacy_requests_cleaned') }}
),

standardised as (
    select * from {{ ref('int_identifiers_standardised') }}
),

record_identifiers as (
    select * from {{ ref('int_record_identifiers') }}
),

clusters as (
    select * from {{ ref('int_identity_clusters') }}
),

-- The last remaining person of several with the identifier did not make the
-- request.
unclear as (
    select
        request_hash,
        status as status_before,
    from {{ ref('stg_state__requests_unclear') }}
),

-- A number may be valid in several countries; the default country comes first.
meant as (
    select
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

-- An ignored value identifies no person.
people as (
    select
        meant.request_hash,
        bool_or(meant.is_ignored) as is_ignored,
        count(distinct clusters.cluster_id) as people,
        count(distinct clusters.cluster_id) filter (meant.is_sure)
            as sure_people,
        min(clusters.cluster_id) filter (meant.is_sure) as cluster_id,
    from meant
    left join record_identifiers
        on
            meant.identifier_type = record_identifiers.identifier_type
            and meant.identifier = record_identifiers.identifier
            and not meant.is_ignored
    left join clusters on record_identifiers.record_id = clusters.record_id
    group by meant.request_hash
),

matched as (
    select
        requests.identifier_type,
        requests.identifier,
        requests.request_type,
        requests.requested_at,
        requests.request_hash,
        case
            when
                requests.identifier_type not in (
                    {%- for identifier_type in record_keys() %}
                        '{{ identifier_type }}',
                    {%- endfor %}
                    'email', 'phone', 'visitor_id'
                )
                or requests.request_type not in (
                    'erasure', 'object_profiling', 'object_marketing', 'access'
                )
                then 'unknown'
            when unclear.request_hash is not null then unclear.status_before
            when people.sure_people = 1 then 'matched'
            when people.people > 0 then 'several'
            when people.is_ignored then 'ignored'
            else 'nobody'
        end as status,
        people.people,
        case when status = 'matched' then people.cluster_id end as cluster_id,
    from requests
    inner join people on requests.request_hash = people.request_hash
    left join unclear on requests.request_hash = unclear.request_hash
)

select * from matched
