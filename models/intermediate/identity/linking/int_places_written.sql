{{ config(materialized='view') }}

with

person_records as (
    select * from {{ ref('int_person_records') }}
),

-- From staging: an additional place does no harm, and person records need not
-- wait for the checks of companies.
companies as (
    select * from {{ ref('stg_crm__companies') }}
),

places as (
    select
        insee_code,
        postal_code,
        city,
        country_code,
    from person_records
    union
    select
        insee_code,
        postal_code,
        city,
        {{ country_of('country_code') }} as country_code,
    from companies
),

french_places as (
    select
        *,
        row_number() over (
            order by insee_code, postal_code, city, country_code
        ) as place_number,
        {{ french_code('insee_code') }} as standard_insee_code,
        {{ french_code('postal_code') }} as standard_postal_code,
        {{ standardised_commune('city') }} as standard_city,
        try_cast(
            regexp_extract(city, '(?:^|\D)(\d{1,2})(?:\D|$)', 1) as integer
        ) as arrondissement,
    from places
    where
        coalesce(upper(country_code), {{ text_of_var('default_country') }})
        = 'FR'
        and coalesce(insee_code, postal_code, city) is not null
),

written as (
    select
        *,
        {{ department_of('standard_postal_code') }} as department_code,
        standard_insee_code is not null
        and length(regexp_replace(insee_code, '\.0$|\W', '', 'g')) = 4
            as lacks_insee_zero,
        standard_postal_code is not null
        and length(regexp_replace(postal_code, '\.0$|\W', '', 'g')) = 4
            as lacks_postal_zero,
    from french_places
)

select * from written
