with

requests as (
    select * from {{ ref('int_privacy_requests_matched') }}
),

clusters as (
    select * from {{ ref('int_identity_clusters') }}
),

records as (
    select
        record_id,
        first_name,
        email,
        phone,
    from {{ ref('int_person_records_standardised') }}
),

suppressed as (
    select * from {{ suppressed_people() }}
),

-- Who was erased before and is delivered again.
returned as (
    {% for identifier_type, identifier in suppressed_identifiers().items() %}
        select records.record_id
        from records
        semi join suppressed
            on
                suppressed.identifier_type = '{{ identifier_type }}'
                and {{ keyed_hash(identifier) }} = suppressed.identifier_hash
        {{ "union" if not loop.last }}
    {% endfor %}
),

-- A contact that is not delivered any more was somebody all the same.
named as (
    select distinct 'crm_contacts:' || identifier as record_id
    from requests
    where
        request_type = 'erasure'
        and status = 'nobody'
        and identifier_type = 'contact_id'
),

erased_clusters as (
    select cluster_id
    from requests
    where request_type = 'erasure' and status = 'matched'
    union
    select clusters.cluster_id
    from clusters
    semi join returned on clusters.record_id = returned.record_id
),

erased as (
    select
        clusters.record_id,
        clusters.cluster_id,
    from clusters
    semi join erased_clusters
        on clusters.cluster_id = erased_clusters.cluster_id
    union all
    select
        record_id,
        null as cluster_id,
    from named
)

select * from erased
