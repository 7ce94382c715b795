with

attributes as (
    select * from {{ ref('int_external_attributes_attached') }}
    where is_latest
),

customers as (
    select
        customer_id,
        insee_code,
    from {{ ref('int_customers_merged') }}
),

own_attributes as (
    select
        customer_id,
        attribute,
        provider,
        value,
        known_at,
        identifier_type,
        candidates,
        false as is_of_place,
    from attributes
    where customer_id is not null
),

-- A provider's value for the person wins over its value for the place.
place_attributes as (
    select
        customers.customer_id,
        attributes.attribute,
        attributes.provider,
        attributes.value,
        attributes.known_at,
        attributes.identifier_type,
        attributes.candidates,
        true as is_of_place,
    from attributes
    inner join customers on attributes.insee_code = customers.insee_code
    anti join own_attributes
        on
            customers.customer_id = own_attributes.customer_id
            and attributes.attribute = own_attributes.attribute
            and attributes.provider = own_attributes.provider
),

external_attributes as (
    select * from own_attributes
    union all
    select * from place_attributes
)

select * from external_attributes
