with recursive

told as (
    select * from {{ ref('int_customer_attributes_told') }}
),

-- A version in which only another attribute changed is not a new value of this
-- one. A first version without a value is kept, because a later value was not
-- known before it.
changed as (
    select *
    from told
    where has_history
    qualify
        row_number() over (partition by customer_id, attribute order by place)
        = 1
        or value is distinct from lag(value) over (
            partition by customer_id, attribute order by place
        )
),

numbered as (
    select
        *,
        row_number() over (
            partition by customer_id, attribute order by place
        ) as version_number,
    from changed
),

-- A value counts from its own date if that is later than the previous value;
-- else from when it was first seen.
known as (
    select
        customer_id,
        attribute,
        value,
        version_number,
        coalesce(dated_from, seen_from) as known_from,
    from numbered
    where version_number = 1
    union all
    select
        numbered.customer_id,
        numbered.attribute,
        numbered.value,
        numbered.version_number,
        case
            when numbered.dated_from > known.known_from
                then numbered.dated_from
            else greatest(numbered.seen_from, known.known_from)
        end as known_from,
    from known
    inner join numbered
        on
            known.customer_id = numbered.customer_id
            and known.attribute = numbered.attribute
            and known.version_number + 1 = numbered.version_number
),

intervals as (
    select
        customer_id,
        attribute,
        value,
        known_from,
        lead(known_from) over (
            partition by customer_id, attribute order by version_number
        ) as known_until,
    from known
    union all
    select
        customer_id,
        attribute,
        value,
        coalesce(dated_from, seen_from) as known_from,
        null as known_until,
    from told
    where not has_history
)

select * from intervals
where
    value is not null
    and (known_until is null or known_from < known_until)
