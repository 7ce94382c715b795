with

customers as (
    {{ segment_migrations('customer', ref('int_customer_segments')) }}
),

leads as (
    {{ segment_migrations('lead', ref('int_lead_segments')) }}
),

moves as (
    select * from customers
    union all
    select * from leads
),

shares as (
    select
        as_of_date,
        previous_as_of_date,
        entity,
        scheme,
        from_segment_id,
        to_segment_id,
        members as customers,
        members / nullif(
            sum(members) over (
                partition by as_of_date, entity, scheme, from_segment_id
            ), 0
        ) as share_of_from,
    from moves
)

select * from shares
