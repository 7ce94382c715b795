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

-- Statements made in this browser, which may have no customer yet, or by its
-- only customer.
words as (
    select
        identifier as visitor_id,
        purpose,
        is_granted,
        recorded_at,
    from {{ ref('int_identifier_consents') }}
    where identifier_type = 'visitor_id' and channel = 'trackers'
    union all
    select
        logins.visitor_id,
        consents.purpose,
        consents.is_granted,
        consents.recorded_at,
    from logins
    inner join {{ ref('int_customer_consents') }} as consents
        on logins.only_customer_id = consents.customer_id
    where consents.channel = 'trackers'
),

-- The latest statement for each purpose; at equal times the refusal wins.
last_words as (
    select
        visitor_id,
        purpose,
        arg_max(is_granted, (recorded_at, not is_granted)) as is_granted,
        max(recorded_at) as recorded_at,
    from words
    group by visitor_id, purpose
),

-- Identifying the customer of a browser serves every purpose, so one refusal is
-- enough.
consents as (
    select
        visitor_id,
        bool_and(is_granted) as is_granted,
        max(recorded_at) as recorded_at,
    from last_words
    group by visitor_id
),

judged as (
    select
        logins.*,
        coalesce(consents.is_granted, false) as is_tracking_granted,
        greatest(logins.first_logged_in_at, consents.recorded_at)
            as granted_login_at,
    from logins
    left join consents on logins.visitor_id = consents.visitor_id
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
            when customers = 1 and is_tracking_granted then granted_login_at
        end as known_at,
    from judged
)

select * from identified
