with

customers as (
    select * from {{ ref('int_customers_fingerprinted') }}
    where is_changed
),

winners as (
    select
        customer_id,
        attribute,
        struct_pack(
            golden_value := golden_value,
            is_valid := is_valid,
            record_id := record_id,
            record_source := record_source,
            dated_at := dated_at,
            candidates := candidates
        ) as winner,
    from {{ ref('int_golden_winners') }}
),

-- Each customer and attribute has one winner.
pivoted as (
    select
        customer_id,
        {% for attribute, _, _, _ in golden_attributes() %}
            any_value(winner) filter (where attribute = '{{ attribute }}')
                as {{ attribute }},
        {% endfor %}
    from winners
    group by customer_id
),

golden_records as (
    select
        customers.customer_id,
        customers.changed_at,
        customers.is_stale,
        pivoted.* exclude (customer_id),
        customers.fingerprint,
    from customers
    left join pivoted on customers.customer_id = pivoted.customer_id
)

select * from golden_records
