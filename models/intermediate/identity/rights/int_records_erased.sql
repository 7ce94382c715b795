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

emails as (
    select
        'email' as identifier_type,
        raw_email,
        email,
    from {{ ref('int_emails_standardised') }}
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

ids_before as (
    select
        record_id,
        customer_id,
    from {{ customer_ids_before() }}
),

-- A record that is not delivered any more was somebody all the same: nothing of
-- today says who, so it is whoever they were.
named as (
    select {{ record_id_of('identifier_type', 'identifier') }} as record_id
    from requests
    where request_type = 'erasure' and status = 'nobody'
    union
    select 'emails:' || {{ keyed_hash('emails.email') }} as record_id
    from requests
    inner join emails
        on
            requests.identifier_type = emails.identifier_type
            and requests.identifier = emails.raw_email
    where requests.request_type = 'erasure' and requests.status = 'nobody'
),

named_customers as (
    select distinct ids_before.customer_id
    from ids_before
    semi join named on ids_before.record_id = named.record_id
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

erased_today as (
    select
        ids_before.customer_id,
        records.first_name,
    from clusters
    semi join erased_clusters
        on clusters.cluster_id = erased_clusters.cluster_id
    inner join records on clusters.record_id = records.record_id
    inner join ids_before on clusters.record_id = ids_before.record_id
),

-- With them go the records of the same customer. One that is of another cluster
-- now and has another first name turned out to be somebody else's.
customers as (
    select
        customer_id,
        list(distinct first_name) filter (first_name is not null)
            as first_names,
    from erased_today
    group by customer_id
    union all
    select
        customer_id,
        null as first_names,
    from named_customers
),

former_clusters as (
    select distinct clusters.cluster_id
    from customers
    inner join ids_before on customers.customer_id = ids_before.customer_id
    inner join clusters on ids_before.record_id = clusters.record_id
    inner join records on ids_before.record_id = records.record_id
    where
        coalesce(
            list_contains(customers.first_names, records.first_name), true
        )
),

all_clusters as (
    select * from erased_clusters
    union
    select * from former_clusters
),

delivered as (
    select
        clusters.record_id,
        clusters.cluster_id,
    from clusters
    semi join all_clusters on clusters.cluster_id = all_clusters.cluster_id
),

not_delivered as (
    select ids_before.record_id
    from ids_before
    semi join customers on ids_before.customer_id = customers.customer_id
    anti join clusters on ids_before.record_id = clusters.record_id
    union
    select named.record_id
    from named
    anti join clusters on named.record_id = clusters.record_id
    where
        named.record_id is not null
        and not starts_with(named.record_id, 'emails:')
),

erased as (
    select * from delivered
    union all
    select
        record_id,
        null as cluster_id,
    from not_delivered
)

select * from erased
