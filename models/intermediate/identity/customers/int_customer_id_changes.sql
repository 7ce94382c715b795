with

ids as (
    select * from {{ ref('int_customer_ids') }}
    where change is not null
),

changes as (
    select
        record_id,
        change_number,
        change,
        previous_customer_id,
        customer_id,
        changed_on,
    from ids
    {% if is_incremental() %}
        anti join {{ this }} as recorded
            on
                ids.record_id = recorded.record_id
                and ids.change_number = recorded.change_number
    {% endif %}
)

select * from changes
