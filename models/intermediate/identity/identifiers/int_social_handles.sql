with

interactions as (
    select
        {{ standardised_handle('handle') }} as social_handle,
        count(*) as interactions,
        min(occurred_at) as first_seen_at,
        max(occurred_at) as last_seen_at,
    from {{ ref('int_social_interactions_cleaned') }}
    where social_handle is not null
    group by social_handle
),

declarations as (
    select
        social_handle,
        count(*) as customers,
        min(customer_id) as only_customer_id,
        min(first_declared_at) as first_declared_at,
    from {{ ref('int_handle_declarations') }}
    group by social_handle
),

judged as (
    select
        interactions.*,
        coalesce(declarations.customers, 0) as customers,
        case
            when declarations.customers is null then 'undeclared'
            when declarations.customers > 1 then 'shared_handle'
            else 'identified'
        end as status,
        case
            when declarations.customers = 1 then declarations.only_customer_id
        end as customer_id,
        case
            when declarations.customers = 1 then declarations.first_declared_at
        end as known_at,
    from interactions
    left join declarations
        on interactions.social_handle = declarations.social_handle
)

select * from judged
