with

identifiers as (
    select * from {{ ref('int_customer_identifiers') }}
    where identifier_type <> 'visitor_id'
),

visitors as (
    select * from {{ ref('int_web_visitors') }}
),

company_ids as (
    select * from {{ ref('int_company_ids') }}
),

owners as (
    select
        identifier_type,
        identifier,
        'attached' as owner_status,
        customer_id,
        null as company_id,
    from identifiers
    where not is_shared
    union all
    select distinct
        identifier_type,
        identifier,
        'shared' as owner_status,
        null as customer_id,
        null as company_id,
    from identifiers
    where is_shared
    union all
    select
        'visitor_id' as identifier_type,
        visitor_id as identifier,
        case status
            when 'identified' then 'attached'
            when 'shared_device' then 'shared'
            else status
        end as owner_status,
        customer_id,
        null as company_id,
    from visitors
    union all
    select
        'company_id' as identifier_type,
        record_key as identifier,
        'attached' as owner_status,
        null as customer_id,
        company_id,
    from company_ids
    union all
    select distinct
        'siren' as identifier_type,
        substr(company_id, 7) as identifier,
        'attached' as owner_status,
        null as customer_id,
        company_id,
    from company_ids
    where company_id like 'siren:%'
)

select * from owners
