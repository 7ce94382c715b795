with

customers as (
    select * from {{ ref('int_customers_merged') }}
),

contacts as (
    select
        customer_id,
        first_name,
        last_name,
        email,
        phone,
        address,
        postal_code,
        city,
        country_code,
        birth_date,
        is_stale,
    from customers
)

select * from contacts
