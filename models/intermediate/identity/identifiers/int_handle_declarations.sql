with

handles as (
    select * from {{ ref('int_handles_declared') }}
),

ids as (
    select
        record_id,
        customer_id,
    from {{ ref('int_customer_ids') }}
    where is_present
),

first_declarations as (
    select
        handles.social_handle,
        ids.customer_id,
        min(handles.first_declared_at) as first_declared_at,
    from handles
    inner join ids on handles.record_id = ids.record_id
    group by handles.social_handle, ids.customer_id
)

select * from first_declarations
