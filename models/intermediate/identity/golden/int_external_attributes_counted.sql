with

attributes as (
    select * from {{ ref('int_external_attributes_attached') }}
),

places as (
    select distinct insee_code
    from {{ ref('int_customers_merged') }}
    where insee_code is not null
),

judged as (
    select
        attributes.provider,
        attributes.attribute,
        attributes.identifier_type,
        case
            when attributes.status <> 'place' then attributes.status
            when places.insee_code is not null then 'attached'
            else 'unknown_identifier'
        end as status,
    from attributes
    left join places on attributes.insee_code = places.insee_code
),

counted as (
    select
        provider,
        attribute,
        identifier_type,
        status,
        count(*) as row_count,
    from judged
    group by provider, attribute, identifier_type, status
)

select * from counted
