with

customers as (
    select
        customer_id,
        case
            when first_ordered_at is not null then 'customer'
            when
                list_filter(record_sources, lambda name: name != 'emails')
                = ['crm_leads']
                then 'company'
            else 'prospect'
        end as relation,
    from {{ ref('int_customers_known') }}
),

defaults as (
    select * from {{ ref('consent_defaults') }}
),

consents as (
    select * from {{ ref('int_customer_consents') }}
),

-- An objection refuses its purposes on all channels.
objections as (
    select
        customer_id,
        unnest(
            case request_type
                when 'object_marketing'
                    then ['marketing', 'ads_user_data', 'ads_personalization']
                when 'object_profiling' then ['profiling']
            end
        ) as purpose,
        last_requested_at,
    from {{ ref('int_customer_requests') }}
),

permissions as (
    select
        customers.customer_id,
        defaults.channel,
        defaults.purpose,
        customers.relation,
        case
            when
                objections.last_requested_at
                >= coalesce(consents.recorded_at, objections.last_requested_at)
                then 'objected'
            when consents.is_granted then 'granted'
            when not consents.is_granted then 'refused'
            else 'silent'
        end as status,
        case status
            when 'granted' then true
            when 'silent' then defaults.is_permitted
            else false
        end as is_permitted,
        case status
            when 'granted' then coalesce(consents.legal_basis, 'consent')
            when 'silent' then defaults.legal_basis
            else 'none'
        end as legal_basis,
        case status
            when 'objected' then objections.last_requested_at
            else consents.recorded_at
        end as recorded_at,
    from customers
    inner join defaults on customers.relation = defaults.relation
    left join consents
        on
            customers.customer_id = consents.customer_id
            and defaults.channel = consents.channel
            and defaults.purpose = consents.purpose
    left join objections
        on
            customers.customer_id = objections.customer_id
            and defaults.purpose = objections.purpose
)

select * from permissions
