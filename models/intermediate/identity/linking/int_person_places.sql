with

records as (
    select * from {{ ref('int_person_records') }}
),

places as (
    select * from {{ ref('int_places_standardised') }}
),

located as (
    select
        records.record_id,
        records.record_source,
        places.commune_code,
        places.rules,
    from records
    inner join places
        on
            records.insee_code is not distinct from places.insee_code
            and records.postal_code is not distinct from places.postal_code
            and records.city is not distinct from places.city
            and records.country_code is not distinct from places.country_code
)

select * from located
