{#- A household shares e-mail and phone, and numbers change hands: with them goes the
    first name. An e-mail alone is listed only where no name was known. -#}
{%- set listed = {
    'record_id': 'records.record_id',
    'email': 'records.email',
    'email_and_first_name':
        "records.email || '|' || coalesce(records.first_name, '')",
    'phone_and_first_name': "records.phone || '|' || records.first_name",
} -%}

with

requests as (
    select * from {{ ref('int_privacy_requests_matched') }}
    where request_type = 'erasure'
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

emails as (
    select * from {{ ref('int_emails_standardised') }}
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

asked_clusters as (
    select cluster_id
    from requests
    where status = 'matched'
    union
    -- Of people who were erased before and are delivered again.
    {% for identifier_type, identifier in listed.items() %}
        select records.cluster_id
        from records
        semi join suppressed
            on
                suppressed.identifier_type = '{{ identifier_type }}'
                and {{ keyed_hash(identifier) }} = suppressed.identifier_hash
        {{ "union" if not loop.last }}
    {% endfor %}
),

-- Who is not delivered any more is found by the customer that the key or e-mail was.
asked_records as (
    select
        coalesce(
            {{ record_id_of('requests.identifier_type', 'requests.identifier') }},
            'emails:' || {{ keyed_hash('emails.email') }}
        ) as record_id,
    from requests
    left join emails
        on
            requests.identifier_type = 'email'
            and requests.identifier = emails.raw_email
    where requests.status = 'nobody'
),

customers as (
    select
        ids_before.customer_id,
        list(records.first_name) filter (records.first_name is not null)
            as first_names,
    from ids_before
    left join records on ids_before.record_id = records.record_id
    where
        records.cluster_id in (select asked_clusters.cluster_id from asked_clusters)
        or ids_before.record_id in (select asked_records.record_id from asked_records)
    group by ids_before.customer_id
),

-- With them go the records of the same customer. One that is of another cluster
-- now and has another first name turned out to be somebody else's.
records_before as (
    select
        ids_before.record_id,
        records.cluster_id,
    from ids_before
    inner join customers on ids_before.customer_id = customers.customer_id
    left join records on ids_before.record_id = records.record_id
    where
        coalesce(
            list_contains(customers.first_names, records.first_name), true
        )
),

erased as (
    select record_id
    from records
    where
        cluster_id in (
            select asked_clusters.cluster_id from asked_clusters
            union all
            select records_before.cluster_id
            from records_before
            where records_before.cluster_id is not null
        )
    union
    select record_id
    from records_before
    union
    select record_id
    from asked_records
    where record_id is not null
),

erased_customers as (
    select
        erased.record_id,
        ids_before.customer_id,
    from erased
    left join ids_before on erased.record_id = ids_before.record_id
)

select * from erased_customers
