with

requests as (
    select * from {{ ref('int_privacy_requests_matched') }}
    where request_type = 'erasure'
),

-- Records that are no longer delivered.
traced as (
    select traced.record_id
    from {{ ref('int_privacy_requests_traced') }} as traced
    semi join requests
        on
            traced.request_hash = requests.request_hash
            and requests.status = 'nobody'
    where traced.record_id is not null
),

records as (
    select
        records.record_id,
        records.first_name,
        records.email,
        records.phone,
        clusters.cluster_id,
    from {{ ref('int_person_records_standardised') }} as records
    inner join {{ ref('int_identity_clusters') }} as clusters
        on records.record_id = clusters.record_id
),

suppressed as (
    select * from {{ ref('stg_state__people_suppressed') }}
),

ids_before as (
    select
        record_id,
        customer_id,
    from {{ customer_ids_before() }}
),

-- Identifier types of the suppression list (int_people_suppressed).
listed as (
    {% for listed_type, listed in {
        'record_id': 'record_id',
        'email': 'email',
        'email_and_first_name': "email || '|' || coalesce(first_name, '')",
        'phone_and_first_name': "phone || '|' || first_name",
    }.items() -%}
        select
            cluster_id,
            '{{ listed_type }}' as listed_type,
            {{ listed }} as listed,
        from records
        {{ "union all" if not loop.last }}
    {% endfor %}
),

asked_clusters as (
    select cluster_id
    from requests
    where status = 'matched'
    union
    -- Records of previously erased people that are delivered again.
    select listed.cluster_id
    from listed
    semi join suppressed
        on
            listed.listed_type = suppressed.identifier_type
            and {{ keyed_hash('listed.listed') }} = suppressed.identifier_hash
),

-- A record that is no longer delivered keeps its customer.
asked as (
    select
        records.record_id,
        records.first_name,
    from records
    semi join asked_clusters
        on records.cluster_id = asked_clusters.cluster_id
    union all
    select
        record_id,
        null as first_name,
    from traced
),

customers as (
    select
        ids_before.customer_id,
        list(asked.first_name) filter (asked.first_name is not null)
            as first_names,
    from ids_before
    inner join asked on ids_before.record_id = asked.record_id
    group by ids_before.customer_id
),

-- All records of the same customer are erased, too. A record that is in another
-- cluster now and has a different first name is treated as another person's.
related as (
    select record_id
    from asked
    union
    select ids_before.record_id
    from ids_before
    inner join customers on ids_before.customer_id = customers.customer_id
    left join records on ids_before.record_id = records.record_id
    where
        coalesce(
            list_contains(customers.first_names, records.first_name), true
        )
),

related_clusters as (
    select records.cluster_id
    from records
    semi join related on records.record_id = related.record_id
),

erased as (
    select record_id
    from related
    union
    select records.record_id
    from records
    semi join related_clusters
        on records.cluster_id = related_clusters.cluster_id
)

select
    erased.record_id,
    ids_before.customer_id,
from erased
left join ids_before on erased.record_id = ids_before.record_id
