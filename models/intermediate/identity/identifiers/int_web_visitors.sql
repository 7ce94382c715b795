with

logins as (
    select
        visitor_id,
        count(*) as customers,
        case when count(*) = 1 then min(customer_id) end as only_customer_id,
        min(first_logged_in_at) as first_logged_in_at,
        max(last_logged_in_at) as last_logged_in_at,
    from {{ ref('int_visitor_logins') }}
    group by visitor_id
),

-- Said in this browser, which may be nobody's yet.
visitor_consents as (
    select
        identifier as visitor_id,
        bool_or(is_granted) as is_granted,
    from {{ ref('int_identifier_consents') }}
    where identifier_type = 'visitor_id' and channel = 'trackers'
    group by identifier
),

customer_consents as (
    select
        customer_id,
        bool_or(is_granted) as is_granted,
    from {{ ref('int_customer_consents') }}
    where channel = 'trackers'
    group by customer_id
),

-- What is said in the browser counts before what the customer said elsewhere.
judged as (
    select
        logins.*,
        coalesce(
            visitor_consents.is_granted, customer_consents.is_granted, false
        ) as is_tracking_granted,
    from logins
    left join visitor_consents
        on logins.visitor_id = visitor_consents.visitor_id
    left join customer_consents
        on logins.only_customer_id = customer_consents.customer_id
),

identified as (
    select
        visitor_id,
        first_logged_in_at,
        last_logged_in_at,
        customers,
        is_tracking_granted,
        case
            when customers > 1 then 'shared_device'
            when not is_tracking_granted then 'trackers_not_granted'
            else 'identified'
        end as status,
        case when is_tracking_granted then only_customer_id end as customer_id,
        case
            when customers = 1 and is_tracking_granted then first_logged_in_at
        end as known_at,
    from judged
)

select * from identified
