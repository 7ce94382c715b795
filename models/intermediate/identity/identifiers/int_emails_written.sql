with

surveys as (
    select * from {{ ref('int_survey_responses_cleaned') }}
),

comments as (
    select * from {{ ref('int_feedback_comments_cleaned') }}
),

interactions as (
    select * from {{ ref('int_social_interactions_cleaned') }}
),

sends as (
    select * from {{ ref('int_marketing_sends_cleaned') }}
),

orders as (
    select * from {{ ref('int_shop_orders_cleaned') }}
),

written as (
    select
        email,
        'crm_contacts:' || contact_id as record_id,
        null as social_handle,
        true as is_by_person,
        false as is_guest,
        responded_at as written_at,
    from surveys
    union all
    select
        email,
        'shop_accounts:' || account_id as record_id,
        null as social_handle,
        true as is_by_person,
        false as is_guest,
        created_at as written_at,
    from comments
    union all
    select
        email,
        'shop_accounts:' || account_id as record_id,
        null as social_handle,
        true as is_by_person,
        account_id is null as is_guest,
        ordered_at as written_at,
    from orders
    union all
    select
        email,
        null as record_id,
        {{ standardised_handle('handle') }} as social_handle,
        true as is_by_person,
        false as is_guest,
        occurred_at as written_at,
    from interactions
    union all
    select
        email,
        'crm_contacts:' || contact_id as record_id,
        null as social_handle,
        false as is_by_person,
        false as is_guest,
        sent_at as written_at,
    from sends
),

emails as (
    select
        email as raw_email,
        record_id,
        social_handle,
        is_by_person,
        is_guest,
        min(written_at) as first_written_at,
        max(written_at) as last_written_at,
    from written
    where email is not null
    group by email, record_id, social_handle, is_by_person, is_guest
)

select * from emails
