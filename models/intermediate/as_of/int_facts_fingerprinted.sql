with

orders as (
    select * exclude (voided_at)
    from {{ ref('int_orders_valued') }}
),

-- That an order is void is a fact of its own, later than the order: until then
-- it changes nothing.
voids as (
    select
        order_id,
        voided_at,
        greatest(ordered_at, voided_at) as known_at,
    from {{ ref('int_orders_valued') }}
    where voided_at is not null
),

customers as (
    select
        customer_id,
        known_at,
        is_profiled,
    from {{ ref('int_customers_known') }}
),

{% set facts = [
    ('orders', 'ordered_at'), ('voids', 'known_at'), ('customers', 'known_at'),
] -%}

fingerprints as (
    {% for fact, known_at in facts %}
        select
            '{{ fact }}' as fact,
            date_trunc('hour', {{ known_at }}) as hour_at,
            count(*) as row_count,
            bit_xor(hash({{ fact }})) as row_hashes,
        from {{ fact }}
        group by hour_at
        {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from fingerprints
