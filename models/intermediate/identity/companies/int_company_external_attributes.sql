with

attributes as (
    select
        company_id,
        attribute,
        provider,
        value,
        known_at,
        identifier_type,
        candidates,
    from {{ ref('int_external_attributes_attached') }}
    where is_latest and company_id is not null
)

select * from attributes
