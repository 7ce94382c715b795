with

requests as (
    select * from {{ ref('int_privacy_requests_read') }}
),

identifiers as (
    select * from {{ ref('int_customer_identifiers') }}
),

restored as (
    select * from {{ ref('int_refusals_restored') }}
    where channel = 'all'
),

attached as (
    select
        identifiers.customer_id,
        requests.request_type,
        requests.first_requested_at,
        requests.requested_at,
    from requests
    inner join identifiers
        on
            requests.identifier_type = identifiers.identifier_type
            and requests.identifier = identifiers.identifier
    union all
    -- Objections of earlier runs that are no longer delivered.
    select
        customer_id,
        purpose as request_type,
        recorded_at as first_requested_at,
        recorded_at as requested_at,
    from restored
),

customer_requests as (
    select
        customer_id,
        request_type,
        min(first_requested_at) as first_requested_at,
        max(requested_at) as last_requested_at,
    from attached
    group by customer_id, request_type
)

select * from customer_requests
