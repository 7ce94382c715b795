with

requests as (
    select * from {{ ref('int_privacy_requests_read') }}
),

meant as (
    select * from {{ ref('int_privacy_requests_standardised') }}
),

record_identifiers as (
    select * from {{ ref('int_record_identifiers') }}
),

clusters as (
    select * from {{ ref('int_identity_clusters') }}
),

-- The last remaining person of several with the identifier did not make the
-- request, however the identifier is spelled now.
unclear as (
    select
        meant.request_hash,
        min(requests_unclear.status) as status_before,
    from meant
    inner join {{ ref('stg_state__requests_unclear') }} as requests_unclear
        on meant.identifier_hash = requests_unclear.request_hash
    where meant.is_sure
    group by meant.request_hash
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
        requests.is_answered,
        case
            when
                requests.identifier is null
                or coalesce(requests.identifier_type, '') not in (
                    {%- for identifier_type in record_keys() %}
                        '{{ identifier_type }}',
                    {%- endfor %}
                    'email', 'phone', 'visitor_id'
                )
                or coalesce(requests.request_type, '') not in (
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
