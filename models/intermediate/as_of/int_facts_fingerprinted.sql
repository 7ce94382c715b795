with

orders as (
    select * from {{ ref('int_orders_valued') }}
),

customers as (
    select
        customer_id,
        known_at,
    from {{ ref('int_customers_merged') }}
),

fingerprints as (
    select
        'orders' as fact,
        date_trunc('hour', ordered_at) as hour_at,
        count(*) as row_count,
        bit_xor(hash(orders)) as row_hashes,
    from orders
    group by hour_at
    union all
    select
        'customers' as fact,
        date_trunc('hour', known_at) as hour_at,
        count(*) as row_count,
        bit_xor(hash(customers)) as row_hashes,
    from customers
    group by hour_at
)

select * from fingerprints
