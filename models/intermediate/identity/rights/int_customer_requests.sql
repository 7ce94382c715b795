with

requests as (
    select * from {{ ref('int_crm_privacy_requests_cleaned') }}
),

identifiers as (
    select * from {{ ref('int_customer_identifiers') }}
),

customer_requests as (
    select
        identifiers.customer_id,
        requests.request_type,
        min(requests.requested_at) as first_requested_at,
        max(requests.requested_at) as last_requested_at,
    from requests
    inner join identifiers
        on
            requests.identifier_type = identifiers.identifier_type
            and requests.identifier = identifiers.identifier
    group by identifiers.customer_id, requests.request_type
)

select * from customer_requests
