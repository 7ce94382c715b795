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
    from {{ ref('int_person_records') }}
),

first_orders as (
    select
        customer_id,
        min(ordered_at) as first_ordered_at,
    from {{ ref('int_orders_valued') }}
    group by customer_id
),

requests as (
    select customer_id
    from {{ ref('int_customer_requests') }}
    where request_type = 'object_profiling'
),

first_records as (
    select
        ids.customer_id,
        min(records.recorded_at) as recorded_at,
        arg_min(ids.record_source, (ids.anchored_at is null, ids.record_id))
            as record_source,
        count(*) as record_count,
        list_sort(list(distinct ids.record_source)) as record_sources,
    from ids
    inner join records on ids.record_id = records.record_id
    group by ids.customer_id
),

-- Without any date a customer is taken to have been there all along, which a
-- first order takes back: every date would have to be described anew.
customers as (
    select
        first_records.customer_id,
        first_records.record_source,
        first_records.record_count,
        first_records.record_sources,
        requests.customer_id is null as is_profiled,
        first_orders.first_ordered_at,
        coalesce(
            least(first_records.recorded_at, first_orders.first_ordered_at),
            timestamp '1900-01-01'
        ) as known_at,
    from first_records
    left join first_orders
        on first_records.customer_id = first_orders.customer_id
    left join requests
        on first_records.customer_id = requests.customer_id
)

select * from customers
