with

known as (
    {{ known_individuals(
        'customer',
        known=ref('int_customers_known'),
        condition='known.is_profiled',
    ) }}
),

features as (
    select
        customer_id,
        as_of_date,
        days_known,
    from known
)

select * from features
