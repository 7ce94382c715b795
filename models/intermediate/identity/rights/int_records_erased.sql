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
        email,
        phone,
    from {{ ref('int_person_records_standardised') }}
),

suppressed as (
    select * from {{ suppressed_people() }}
),

-- Who was erased before and is delivered again.
{% set identifiers = ['record_id', 'email', 'phone'] -%}
returned as (
    {% for identifier in identifiers %}
        select records.record_id
        from records
        semi join suppressed
            on
                suppressed.identifier_type = '{{ identifier }}'
                and {{ keyed_hash('records.' ~ identifier) }}
                = suppressed.identifier_hash
        {{ "union" if not loop.last }}
    {% endfor %}
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
)

select * from erased
