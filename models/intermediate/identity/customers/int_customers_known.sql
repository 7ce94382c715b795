with

ids as (
    select
        record_id,
        customer_id,
        anchored_at,
        record_source,
    from {{ ref('int_customer_ids') }}
    where is_present
),

records as (
    select
        record_id,
        recorded_at,
    from {{ ref('int_person_records_standardised') }}
),

first_orders as (
    select
        customer_id,
        min(ordered_at) as first_ordered_at,
    from {{ ref('int_orders_valued') }}
    group by customer_id
),

identifiers as (
    select * from {{ ref('int_customer_identifiers') }}
),

-- From consents and from objections.
profiling_words as (
    select
        identifier_type,
        identifier,
        is_granted,
        recorded_at,
    from {{ ref('int_identifier_consents') }}
    where purpose = 'profiling'
    union all
    select
        identifier_type,
        identifier,
        false as is_granted,
        requested_at as recorded_at,
    from {{ ref('int_privacy_requests_read') }}
    where request_type = 'object_profiling'
),

-- A refusal on a shared identifier applies to all customers who have it. A
-- consent is from one of them, and it is unknown which one.
customer_words as (
    select
        identifiers.customer_id,
        words.is_granted,
        words.recorded_at,
    from profiling_words as words
    inner join identifiers
        on
            words.identifier_type = identifiers.identifier_type
            and words.identifier = identifiers.identifier
    where not (words.is_granted and identifiers.is_shared)
    union all
    -- Of earlier runs, no longer delivered.
    select
        customer_id,
        false as is_granted,
        recorded_at,
    from {{ ref('int_refusals_restored') }}
    where purpose in ('profiling', 'object_profiling')
),

last_words as (
    select
        customer_id,
        arg_max(is_granted, (recorded_at, not is_granted)) as is_granted,
    from customer_words
    group by customer_id
),

first_records as (
    select
        ids.customer_id,
        min(records.recorded_at) as recorded_at,
        arg_min(ids.record_source, (ids.anchored_at is null, ids.record_id))
            as record_source,
        list_sort(list(distinct ids.record_source)) as record_sources,
    from ids
    inner join records on ids.record_id = records.record_id
    group by ids.customer_id
),

-- A customer without any date is assumed to have always been known. The first
-- order replaces that date, and then every date is rebuilt.
customers as (
    select
        first_records.customer_id,
        first_records.record_source,
        first_records.record_sources,
        coalesce(last_words.is_granted, true) as is_profiled,
        first_orders.first_ordered_at,
        coalesce(
            least(first_records.recorded_at, first_orders.first_ordered_at),
            timestamp '1900-01-01'
        ) as known_at,
    from first_records
    left join first_orders
        on first_records.customer_id = first_orders.customer_id
    left join last_words
        on first_records.customer_id = last_words.customer_id
)

select * from customers
